import { expect, test } from "@jest/globals";
import { printableLine, printableText } from "../../../src/formatting/printable-text.js";
import { renderFindings } from "../../../src/report/render-findings.js";

test.each([
  ["an escape sequence that clears the screen", "a\u001b[2Jb", "a\\u001b[2Jb"],
  ["the eight-bit form of one", "\u009b31mred", "\\u009b31mred"],
  ["a bell, a backspace, a carriage return, a delete", "\u0007\b\r\u007f", "\\u0007\\u0008\\u000d\\u007f"],
  ["marks that reorder text", "user\u202etxt.exe\u2066", "user\\u202etxt.exe\\u2066"],
  ["Unicode's own line ends", "a\u2028b\u2029c", "a\\u2028b\\u2029c"],
  [
    "text of any language, emoji, line ends and tabs, as they are",
    "é 日本 👩‍👩‍👧 −\t|\n",
    "é 日本 👩‍👩‍👧 −\t|\n",
  ],
])("shows %s", (_name, text, shown) => {
  expect(printableText(text)).toBe(shown);
});

test("keeps a cell on its line", () => {
  expect(printableLine("a\n\tb\u001b")).toBe("a\\n\\tb\\u001b");
});

test("leaves JSON the same JSON", () => {
  const value = { "key\u009b": "a\u001b[2J\u0085\u202e\n\t\\u001b" };
  const printed = printableText(JSON.stringify(value, null, 2));
  expect(JSON.parse(printed)).toEqual(value);
  expect(printed).toContain("\\u009b");
});

test("a failure is one line, whatever its message is", () => {
  const failure = {
    type: "RangeError",
    runs: 5,
    passing: 0,
    between: null,
    itemId: "i\u001b0",
    itemStart: '"q\u009b"',
    scoreName: null,
  };
  expect(
    renderFindings({
      notes: [],
      failures: [
        { ...failure, evaluatorId: null, message: "no\n\u001b[31m0" },
        { ...failure, evaluatorId: "judge", message: "x".repeat(301) },
        { ...failure, evaluatorId: "judge", scoreName: "depth", type: "judge_failed", message: "no\nscore" },
        { ...failure, evaluatorId: "exact", scoreName: "exact", type: "no_expected_output", message: "" },
      ],
    }),
  ).toEqual([
    'failed runs: 5 × RangeError, such as item "q\\u009b" (i\\u001b0): no\\n\\u001b[31m0',
    `failed evaluations of judge: 5 × RangeError, such as item "q\\u009b" (i\\u001b0): ${"x".repeat(299)}…`,
    'unscored depth: 5 × judge_failed, such as item "q\\u009b" (i\\u001b0): no\\nscore',
    'unscored exact: 5 × no_expected_output, such as item "q\\u009b" (i\\u001b0)',
  ]);
});
