import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ComparisonReport } from "../../src/domain/comparison/comparison.js";
import type { Store } from "../../src/domain/store.js";
import { exportRuns } from "../../src/operations/export-runs.js";
import type { Cli } from "./cli.js";
import { findPython, runPythonModule } from "./python.js";

const { command, reason } = findPython();
if (command === null) process.stderr.write(`recomputing in Python is skipped: ${reason}\n`);

/** Whether there is a Python to recompute in. */
export const hasPython = command !== null;

/** How many figures were recomputed, and those that came out otherwise. */
export interface Recomputation {
  readonly recomputed: number;
  readonly failures: readonly {
    readonly path: string;
    readonly reported: unknown;
    readonly recomputed: unknown;
  }[];
}

/** Exports the rows of the report's experiments into `home`; gives back the files. */
export async function exportRows(
  cli: Cli,
  home: string,
  names: readonly string[],
  options: readonly string[] = [],
): Promise<readonly string[]> {
  const files: string[] = [];
  for (const name of names) {
    const file = join(home, `${files.length}.jsonl`);
    const { code, stderr } = await cli.run(
      ...["export", name, "--format", "jsonl", "--output", file, ...options],
    );
    if (code !== 0) throw new Error(stderr);
    files.push(file);
  }
  return files;
}

/** Holds a report against the exported rows, by code that shares nothing with ours. */
export function recomputeReport(home: string, report: unknown, files: readonly string[]): Recomputation {
  return recompute(home, report, files) as Recomputation;
}

/** The same with several reports on the same rows, in one process that computes once what they share. */
export function recomputeReports(
  home: string,
  reports: readonly unknown[],
  files: readonly string[],
): readonly Recomputation[] {
  return recompute(home, reports, files) as readonly Recomputation[];
}

function recompute(home: string, given: unknown, files: readonly string[]): unknown {
  const file = join(home, "report.json");
  writeFileSync(file, JSON.stringify(given));
  const { stdout, stderr } = runPythonModule(command as string, ["recompute", file, ...files]);
  if (stderr !== "") throw new Error(stderr);
  return JSON.parse(stdout) as unknown;
}

/** Recomputes reports, and the drift of their judges, from what a store holds of all its experiments. */
export async function recomputeFromStore(
  store: Store,
  home: string,
  reports: readonly unknown[],
): Promise<readonly Recomputation[]> {
  if (!hasPython) return [];
  const experiments = await store.listExperiments({ limit: 1_000 });
  const files: string[] = [];
  const stored: object[] = [];
  for (const experiment of experiments) {
    const names = await store.listScoreNames(experiment.id);
    const fingerprints = Object.fromEntries(names.map((one) => [one.name, one.fingerprints.toSorted()]));
    stored.push({ ...experiment, fingerprints });
    const rows: string[] = [];
    for await (const row of exportRuns(store, experiment)) rows.push(JSON.stringify(row));
    if (rows.length === 0) continue;
    const file = join(home, `${experiment.id}.jsonl`);
    writeFileSync(file, rows.join("\n"));
    files.push(file);
  }
  const listed = join(home, "experiments.json");
  writeFileSync(listed, JSON.stringify(stored));
  return recomputeReports(home, reports, [...files, listed]);
}

/** Exports the rows and recomputes every number of the report; null without a Python. */
export async function recomputeFromRows(
  cli: Cli,
  home: string,
  report: ComparisonReport,
  options: readonly string[] = [],
): Promise<Recomputation | null> {
  if (!hasPython) return null;
  const names = report.experiments.map(({ name }) => name);
  return recomputeReport(home, report, await exportRows(cli, home, names, options));
}
