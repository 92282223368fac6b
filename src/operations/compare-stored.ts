import { randomUUID } from "node:crypto";
import { compareExperiments } from "../analysis/comparison/compare-experiments.js";
import { countLook } from "../analysis/comparison/count-look.js";
import type { ComparisonReport } from "../domain/comparison/comparison.js";
import { ComparisonMetricUnknownError } from "../domain/comparison/comparison-errors.js";
import { type ComparisonPolicy, parseComparisonPolicy } from "../domain/comparison/comparison-policy.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import type { Store } from "../domain/store.js";
import { findStarted } from "./find-reference.js";
import { requireExperiment } from "./require-experiment.js";

/** Which experiments to compare, and how. */
export interface CompareRequest {
  /** Names, ids or beginnings, of comparisons too, which are all their experiments; the first is the baseline unless another is named. */
  readonly references: readonly string[];
  readonly baseline?: string | undefined;
  /** What is changed of the policy that the baseline was started with; margins are added to its own, and what is said of missing values too. */
  readonly policy?: Partial<Omit<ComparisonPolicy, "missing">> & {
    readonly missing?: Partial<ComparisonPolicy["missing"]>;
  };
}

/**
 * Compares experiments that have ended, afresh from their rows.
 *
 * @throws ExperimentNotFoundError, ComparisonNamedError, ComparisonRequestInvalidError, ComparisonPolicyInvalidError,
 *         ComparisonMetricUnknownError for a metric named in `policy` that no experiment has
 */
export async function compareStored(store: Store, request: CompareRequest): Promise<ComparisonReport> {
  const { policy: changes = {} } = request;
  const experiments = await readExperiments(store, request);
  const baseline = experiments[0];
  const margins = { ...baseline?.comparePolicy?.margins, ...changes.margins };
  const missing = { ...baseline?.comparePolicy?.missing, ...changes.missing };
  const policy = parseComparisonPolicy({ ...baseline?.comparePolicy, ...changes, margins, missing });
  const baselineId = baseline?.id ?? "";
  const report = await compareExperiments(store, { experiments, baselineId, policy });
  requireMetrics(report, [
    changes.primaryMetric,
    ...Object.keys(changes.margins ?? {}),
    ...Object.keys(changes.labelScales ?? {}),
  ]);
  const datasetId = baseline?.datasetId ?? "";
  return await countLook(store, report, { id: randomUUID(), datasetId, now: new Date(), kind: "comparison" });
}

/** The baseline first, where it is named apart. */
async function readExperiments(
  store: Store,
  { references, baseline: reference }: CompareRequest,
): Promise<readonly Experiment[]> {
  const experiments: Experiment[] = [];
  for (const name of references) experiments.push(...(await readMembers(store, name)));
  if (reference === undefined) return experiments;
  const baseline = await requireExperiment(store, reference);
  return [baseline, ...experiments.filter(({ id }) => id !== baseline.id)];
}

/** The one experiment, or of a comparison all, its baseline first. */
async function readMembers(store: Store, reference: string): Promise<readonly Experiment[]> {
  const { experiments, comparison } = await findStarted(store, reference);
  const isBaseline = ({ id }: Experiment): boolean => id === comparison?.baselineId;
  return [...experiments.filter(isBaseline), ...experiments.filter((member) => !isBaseline(member))];
}

function requireMetrics(
  { experiments }: ComparisonReport,
  named: readonly (string | null | undefined)[],
): void {
  const known = [...new Set(experiments.flatMap(({ metrics }) => metrics.map(({ name }) => name)))];
  const unknown = named.find((metric) => typeof metric === "string" && !known.includes(metric));
  if (typeof unknown === "string") throw new ComparisonMetricUnknownError(unknown, known);
}
