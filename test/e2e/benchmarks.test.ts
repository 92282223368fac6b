import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "@jest/globals";

const run = promisify(execFile);
const TIMEOUT_MS = 300_000;

/** The benchmark's JSON; it exits with 1 when a promise is broken, and then this throws. */
async function bench(name: string, ...args: string[]): Promise<unknown> {
  const file = fileURLToPath(new URL(`../../bench/${name}.mjs`, import.meta.url));
  const { stdout } = await run(process.execPath, [file, ...args, "--json"]);
  return JSON.parse(stdout);
}

describe("error rates, on a smaller scale than in docs/statistics.md", () => {
  test(
    "are what the methods promise, within three standard errors of the simulation",
    async () => {
      const { methods: rows } = (await bench(
        "calibration",
        "--section",
        "methods",
        "--replicates",
        "600",
      )) as {
        methods: { method: string; kind: string; nominal: number; observed: number; holds: boolean | null }[];
      };
      expect(rows.filter(({ holds }) => holds === false)).toEqual([]);
      expect(rows.filter(({ holds }) => holds === true).length).toBeGreaterThanOrEqual(18);
      const observed = (start: string): number =>
        rows.find(({ method }) => method.startsWith(start))?.observed as number;
      // What the contrasts teach: looking early, counting repetitions as items, and believing a biased judge.
      expect(observed("fixed-n t, peeking")).toBeGreaterThan(0.15);
      expect(observed("3 repetitions as 300 items")).toBeGreaterThan(0.15);
      expect(observed("judge alone")).toBeGreaterThan(0.9);
    },
    TIMEOUT_MS,
  );
  test(
    "of whole comparisons through store and activity: few false winners, four in five true ones",
    async () => {
      const { comparisons, simulations, checks } = (await bench(
        "known-truth",
        ...["--comparisons", "60", "--items", "40"],
      )) as {
        comparisons: number;
        simulations: { right: number; wrong: number; undecided: number; covered: number }[];
        checks: { falseWinners: { limit: number }; foundWinners: { limit: number } };
      };
      const [nothing, planned] = simulations;
      for (const { right, wrong, undecided } of simulations)
        expect(right + wrong + undecided).toBe(comparisons);
      // Binomial bounds of 60: 0.05 + 3 · √(0.05 · 0.95 / 60) and 0.8 − 3 · √(0.8 · 0.2 / 60).
      expect(checks.falseWinners.limit).toBeCloseTo(0.1344, 4);
      expect(checks.foundWinners.limit).toBeCloseTo(0.6451, 4);
      expect((nothing?.wrong as number) / comparisons).toBeLessThanOrEqual(0.1344);
      expect((planned?.right as number) / comparisons).toBeGreaterThanOrEqual(0.6451);
      expect(planned?.wrong).toBe(0);
    },
    TIMEOUT_MS,
  );
  test(
    "of regression runs night after night: few false reports of drift, and one of a third of the margin is found",
    async () => {
      const result = (await bench("nights", "--histories", "40", "--nights", "100")) as {
        falseReports: number;
        reported: number;
        medianNights: number;
        medianNightsExpected: number;
      };
      // 4,000 nights: 11 are allowed, plus three standard errors of that.
      expect(result.falseReports).toBeLessThanOrEqual(20);
      expect(result.reported).toBeGreaterThanOrEqual(0.95);
      expect(result.medianNights).toBeLessThanOrEqual(result.medianNightsExpected + 7);
    },
    TIMEOUT_MS,
  );
  test(
    "of a gate that is given more repetitions: no more false alarms and missed drops than alpha, and more decided",
    async () => {
      const { limit, rows } = (await bench("escalation", "--nights", "200")) as {
        limit: number;
        rows: {
          way: string;
          drop: number;
          pass: number;
          open: number;
          wrong: number[];
          isContrast: boolean;
        }[];
      };
      // 200 nights: 0.05 + 3 · √(0.05 · 0.95 / 200).
      expect(limit).toBeCloseTo(0.0962, 4);
      const kept = rows.filter(({ isContrast }) => !isContrast);
      expect(kept.map(({ way, drop }) => [way, drop])).toEqual([
        ["one look", 0],
        ["one look", 0.15],
        ["escalated, up to 4 looks", 0],
        ["escalated, up to 4 looks", 0.15],
      ]);
      for (const { wrong } of kept) expect(Math.max(...wrong)).toBeLessThanOrEqual(limit);
      const [once, , escalated] = kept;
      expect(escalated?.pass).toBeGreaterThan(once?.pass as number);
    },
    TIMEOUT_MS,
  );
});
