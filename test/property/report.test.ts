import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseDocument } from "htmlparser2";
import { displayWidth } from "../../src/formatting/display-width.js";
import { formatDifference } from "../../src/formatting/format-difference.js";
import { formatNumber } from "../../src/formatting/format-number.js";
import { percent } from "../../src/formatting/percent.js";
import { createAxis } from "../../src/report/html/axis.js";
import { htmlTable } from "../../src/report/html/html-table.js";
import { BAR_WIDTH, intervalBar } from "../../src/report/interval-bar.js";
import { markdownText } from "../../src/report/markdown-text.js";
import { renderTable } from "../../src/report/render-table.js";
import { elementsOf, textOf } from "../support/parsed-html.js";

/** Any size from the smallest difference on, both signs, with zero and neighbours of zero often among them. */
const figure = fc.oneof(
  fc.constantFrom(0, 1e-12, -1e-12, 1, -1),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  fc.double({ min: -1e-6, max: 1e-6, noNaN: true }),
);
const interval = fc
  .tuple(figure, figure, figure)
  .map((ends) => ends.sort((one, two) => one - two) as [number, number, number])
  .map(([lower, estimate, upper]) => ({ estimate, interval: { level: 0.95, lower, upper } }));
const intervals = fc.array(interval, { minLength: 1, maxLength: 6 });
const reachOf = (drawn: readonly { interval: { lower: number; upper: number } }[]): number =>
  Math.max(...drawn.flatMap(({ interval: { lower, upper } }) => [Math.abs(lower), Math.abs(upper)]));

/** Text made of what Markdown, GitHub, HTML and terminals act upon, and of ordinary letters. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...["<script>", "</td>", '"', "'", "<img src=x onerror=1>", "&lt;", "&#60;", "<!--", "]]>"],
        ...["@octocat", "#12", "GH-3", "https://x.example", "www.x.example", ":tada:", "$x$", "deadbeef12"],
        ...[
          "`",
          "``",
          "|",
          "\\",
          "*",
          "_",
          "[x](y)",
          "![",
          "~~",
          "\n# ",
          "\r\n- ",
          "\u202e",
          "\u0000",
          "\u001b[1m",
        ],
      ),
      fc.string({ maxLength: 6 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

describe("a bar says of its interval", () => {
  const zero = (BAR_WIDTH - 1) / 2;

  test("that it contains zero if and only if it does", () => {
    fc.assert(
      fc.property(intervals, (drawn) => {
        for (const one of drawn) {
          const isTouched = [...intervalBar(one, reachOf(drawn))][zero] !== "│";
          expect(isTouched).toBe(one.interval.lower <= 0 && one.interval.upper >= 0);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("on which side of zero it lies, in as many columns as any other", () => {
    fc.assert(
      fc.property(intervals, (drawn) => {
        for (const one of drawn) {
          const bar = [...intervalBar(one, reachOf(drawn))];
          expect(bar).toHaveLength(BAR_WIDTH);
          const columns = bar.flatMap((mark, column) => ("├●┤─┼".includes(mark) ? [column] : []));
          if (one.interval.lower > 0) expect(Math.min(...columns)).toBeGreaterThan(zero);
          if (one.interval.upper < 0) expect(Math.max(...columns)).toBeLessThan(zero);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("a figure as text", () => {
  test("is zero only when it is zero, and has its sign", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = formatNumber(value);
        expect(/[1-9]/.test(text)).toBe(value !== 0);
        expect(text.startsWith("−")).toBe(value < 0);
        expect(formatDifference(value).startsWith("+")).toBe(value > 0);
        const read = Number(text.replace("−", "-"));
        expect(Math.abs(read - value)).toBeLessThanOrEqual(
          Math.max(Math.abs(value) * 0.05, Number.MIN_VALUE),
        );
      }),
    );
  });

  test("that is a share is 0 % or 100 % only when it is", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), fc.nat(3), (share, decimals) => {
        expect(["0 %", "100 %"]).not.toContain(percent(share, decimals));
      }),
    );
  });
});

test("an axis holds all its values and zero between its ends, with ticks at a steady distance", () => {
  fc.assert(
    fc.property(fc.array(figure, { minLength: 1 }), (values) => {
      const { lowest, highest, ticks, share } = createAxis(values);
      for (const value of [...values, 0]) {
        expect(share(value)).toBeGreaterThanOrEqual(-1e-9);
        expect(share(value)).toBeLessThanOrEqual(1 + 1e-9);
      }
      expect(lowest).toBeLessThan(highest);
      expect(ticks.length).toBeGreaterThanOrEqual(3);
      expect(ticks.length).toBeLessThanOrEqual(14);
      expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
      expect(ticks.map(({ label }) => label)).toContain("0");
    }),
  );
});

describe("text of others", () => {
  test("leaves nothing in Markdown that acts", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = markdownText(text);
        expect(shown).not.toMatch(/[\r\n]/);
        const bare = shown
          .replace(/\\[\\`*[\]~|_#+=-]/g, "\u200b")
          .replaceAll("<span>$</span>", "\u200b")
          .replaceAll("&#8203;", "\u200b");
        expect(bare).not.toMatch(/[`*[\]~|<>$\\]/);
        expect(bare.replace(/&(amp|lt|gt);/g, "")).not.toContain("&");
        expect(bare).not.toMatch(/@\w|#\d|GH-\d|:\/\/|www\.|:[a-z]\w*:|\bdeadbeef12\b/i);
        expect(bare).not.toMatch(/^(#|[-+] |\d+[.)] )/);
      }),
      { numRuns: 2_000 },
    );
  });

  test("is text in HTML, and the same text as was given but for what is made visible", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const page = parseDocument(String(await htmlTable({ head: ["n"], rows: [[text, text]] }, text)));
        const elements = elementsOf(page);
        expect(elements.map(({ name }) => name)).toEqual([
          ...["div", "table", "caption", "thead", "tr", "th", "tbody", "tr", "th", "td"],
        ]);
        const [caption, cell] = ["caption", "td"].map((name) => elements.find((one) => one.name === name));
        expect(textOf(cell)).toBe(textOf(caption));
        const plain = text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, "");
        if (plain === text) expect(textOf(cell)).toBe(text);
      }),
    );
  });

  test("never makes a table wider than it may be, nor loses any of its letters", () => {
    const names = fc.array(hostile, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 3 }), (given, keys) => {
        const head = ["difference", "metric", "field", "mean", "interval", "bar"];
        const rows = given.map((name) => [name, name, name, "+0.1475", "[+0.1083, +0.1853]", "·".repeat(36)]);
        const text = renderTable({ head, rows, keys }, { width: 80 });
        expect(text.split("\n").filter((line) => displayWidth(line) > 80)).toEqual([]);
        expect(text.split("[+0.1083, +0.1853]")).toHaveLength(rows.length + 1);
        const one = renderTable({ head: ["n"], rows: [[given[0] ?? ""]] });
        const wrapped = renderTable({ head: ["n"], rows: [[given[0] ?? ""]] }, { width: 12 });
        expect(wrapped.replace(/[\s─]/g, "")).toBe(one.replace(/[\s─]/g, ""));
      }),
    );
  });
});
