import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";

const text = readFileSync(new URL("../../../docs/statistics.md", import.meta.url), "utf8");

test.each(["verdicts", "power", "plans", "methods", "known-truth"])(
  "the documentation holds the table %s of its benchmark, all kept",
  (name) => {
    const table = text.split(`<!-- ${name}:start -->`)[1]?.split(`<!-- ${name}:end -->`)[0] as string;
    expect(
      table
        .trim()
        .split("\n")
        .filter((line) => line.startsWith("| ")).length,
    ).toBeGreaterThan(3);
    expect(table).toMatch(/\d{4}-\d{2}-\d{2}, (seed \d+|`node bench)/);
    expect(table).not.toContain("| NO |");
  },
);
