import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";

const run = promisify(execFile);
const bench = fileURLToPath(new URL("../../bench/long-service.mjs", import.meta.url));

interface Outcome {
  readonly experiments: number;
  readonly runs: number;
  readonly calls: number;
  readonly repeated: number;
  readonly disturbances: readonly { readonly kind: string; readonly done: boolean }[];
  readonly problems: readonly string[];
  readonly stalls: readonly { readonly line: unknown }[];
}

/** Exit code 1 also stands for ratios of speed and memory, which say nothing on a machine that runs other tests. */
async function serve(...args: string[]): Promise<Outcome> {
  const { stdout } = await run(process.execPath, [bench, ...args, "--json"]).catch((error) => {
    if (error.code === 1 && error.stdout !== "") return error as { stdout: string };
    throw error;
  });
  return JSON.parse(stdout) as Outcome;
}

test("a service that is disturbed all the time gives one result per run, and its log explains every stall", async () => {
  const { experiments, runs, calls, repeated, disturbances, problems, stalls } = await serve(
    ...["--minutes", "1.2", "--every", "5", "--seed", "1"],
  );
  expect(problems).toEqual([]);
  expect(stalls.filter(({ line }) => line === null)).toEqual([]);
  expect(calls).toBe(runs + repeated);
  expect(runs).toBe(12 * experiments);
  expect(experiments).toBeGreaterThanOrEqual(8);
  const kinds = new Set(disturbances.filter(({ done }) => done).map(({ kind }) => kind));
  expect(kinds.size).toBeGreaterThanOrEqual(6);
}, 400_000);
