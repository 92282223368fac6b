import { describe, expect, test } from "@jest/globals";
import { formatDifference } from "../../../src/formatting/format-difference.js";
import { formatInterval } from "../../../src/formatting/format-interval.js";
import { formatNumber } from "../../../src/formatting/format-number.js";
import { formatPValue } from "../../../src/formatting/format-p-value.js";
import { formatUsd } from "../../../src/formatting/format-usd.js";
import { percent } from "../../../src/formatting/percent.js";
import { withUnit } from "../../../src/formatting/with-unit.js";

describe("a figure", () => {
  test.each<[number | null | undefined, string]>([
    [null, "–"],
    [undefined, "–"],
    [0, "0.0000"],
    [-0, "0.0000"],
    [0.5, "0.5000"],
    [-0.25, "−0.2500"],
    [9.87654, "9.8765"],
    [12.3456, "12.35"],
    [812.3456, "812.35"],
    [1234.56, "1235"],
    [-98765.4, "−98765"],
    [0.001, "0.0010"],
    [0.00099, "0.000990"],
    [0.0000123, "0.0000123"],
    [-0.0000123, "−0.0000123"],
    [0.00004, "0.0000400"],
    [1.234e-7, "1.23e-7"],
    [-5e-324, "−4.94e-324"],
  ])("%p reads %p", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  test("with fewer decimals keeps two significant digits", () => {
    expect([0.5, 2.345, 0.034, -0.0001, 0, 1234.5].map((value) => formatNumber(value, 2))).toEqual([
      ...["0.50", "2.35", "0.034", "−0.00010", "0.00", "1235"],
    ]);
  });

  test("that is a difference has its sign, unless it is zero", () => {
    expect([0.1475, -0.1475, 0.0000123, -1e-9, 0, null].map(formatDifference)).toEqual([
      ...["+0.1475", "−0.1475", "+0.0000123", "−1.00e-9", "0.0000", "–"],
    ]);
  });

  test("that is an amount of money is unknown where there is no price", () => {
    expect([0.0000123, 1.5, 0, null].map(formatUsd)).toEqual([
      ...["0.0000123 USD", "1.5000 USD", "0.0000 USD", "unknown"],
    ]);
  });

  test("has the unit of its metric, and scores have none", () => {
    expect(withUnit("12.35", "latency")).toBe("12.35 ms");
    expect(withUnit("0.0000123", "cost")).toBe("0.0000123 USD");
    expect(withUnit("417.00", "tokens")).toBe("417.00 tokens");
    expect(withUnit("0.5000", "score")).toBe("0.5000");
    expect(withUnit("–", "cost")).toBe("–");
  });
});

test("an interval reads by its ends, and a missing one is a dash", () => {
  expect(formatInterval({ lower: 0.7876, upper: 0.8624 })).toBe("[0.7876, 0.8624]");
  expect(formatInterval({ lower: -0.00002, upper: 0.3 }, formatDifference)).toBe("[−0.0000200, +0.3000]");
  expect(formatInterval(null)).toBe("–");
});

test("a p-value is never shown as 0", () => {
  expect([0.00003, 0.04321, 1, null].map(formatPValue)).toEqual(["<0.0001", "0.0432", "1.0000", "–"]);
});

test("only none is 0 % and only all is 100 %", () => {
  expect([0, 1, 0.98333, 0.5].map((share) => percent(share))).toEqual(["0 %", "100 %", "98.33 %", "50 %"]);
  expect(percent(0.999999)).toBe("99.9999 %");
  expect(percent(0.0004, 1)).toBe("0.04 %");
  expect(percent(0.9996, 0)).toBe("99.96 %");
});
