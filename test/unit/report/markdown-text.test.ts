import { expect, test } from "@jest/globals";
import { markdownText } from "../../../src/report/markdown-text.js";

test.each<[string, string, string]>([
  ["a mention", "ask @octocat", "ask @&#8203;octocat"],
  ["an issue", "#123, o/r#4 and GH-5", "\\#&#8203;123, o/r#&#8203;4 and GH-&#8203;5"],
  ["a commit", "at deadbeef1", "at deadbe&#8203;ef1"],
  ["an address", "https://x.example www.x.example", "https:&#8203;//x.example www&#8203;.x.example"],
  ["an image", "![x](https://x.example/p.png)", "!\\[x\\](https:&#8203;//x.example/p.png)"],
  ["HTML", "<img src=x onerror=alert(1)> &amp;", "&lt;img src=x onerror=alert(1)&gt; &amp;amp;"],
  ["a cell's end", "a | b", "a \\| b"],
  ["code", "`rm`", "\\`rm\\`"],
  ["an escape", "\\", "\\\\"],
  ["stress", "**a** _b_ __c__ ~~d~~", "\\*\\*a\\*\\* \\_b\\_ \\_\\_c\\_\\_ \\~\\~d\\~\\~"],
  ["emoji", ":tada: :+1: :100:", ":&#8203;tada: :&#8203;+1: :&#8203;100:"],
  ["a formula", "$x$", "<span>$</span>x<span>$</span>"],
  ["a heading", "# one", "\\# one"],
  ["a list", "- one", "\\- one"],
  ["a numbered list", "1. one", "1&#8203;. one"],
  ["a rule", "---", "\\---"],
  ["line ends", "a\n\n# b\r", "a\\\\n\\\\n# b\\\\u000d"],
  ["marks that reorder text", "a\u202eb", "a\\\\u202eb"],
])("%s of others is shown, and does not act", (_name, text, shown) => {
  expect(markdownText(text)).toBe(shown);
});

test("ordinary names and figures stay as they are", () => {
  const plain = "g_eval_overall: mean difference +0.0598 (2026-11-25T03:04:05.678Z), 0.5 − 1234567 @ 3 #";
  expect(markdownText(plain)).toBe(plain);
});
