import type { BaselineSource } from "../../domain/baseline/baseline-source.js";
import type { JsonObject } from "../../domain/json/json.js";
import type { RegressionStep, RegressionVerdict } from "../../domain/regression/regression-verdict.js";
import type { Store } from "../../domain/store.js";
import type { RegressionSides } from "./read-sides.js";
import { readSpending } from "./read-spending.js";
import type { RegressionComparison } from "./regression-comparison.js";

/** What was decided so far, and from what. */
interface OpenRegression {
  readonly request: RegressionComparison & { readonly baseline: BaselineSource };
  readonly sides: RegressionSides;
  readonly verdict: Pick<RegressionVerdict, "state" | "looks">;
  /** Fewer items than this are not compared. */
  readonly minimumPairs: number;
}

/** What would decide, of that which the definition allows; null when the verdict is final. */
export async function nextStep(store: Store, open: OpenRegression): Promise<RegressionStep | null> {
  const { state } = open.verdict;
  if (state === "incomparable") return await renewBaseline(store, open);
  return state === "inconclusive" ? await repeatCandidate(store, open) : null;
}

/** Judging stored outputs again is cheaper than running again, and helps where it was the judge that changed. */
async function renewBaseline(store: Store, open: OpenRegression): Promise<RegressionStep | null> {
  const { definition, baseline, isRescored = false } = open.request;
  const { refresh = "never", rescore = false } = definition.baseline ?? {};
  if (baseline.kind === "stored" && rescore && !isRescored && isOnlyJudgedOtherwise(open))
    return { kind: "rescore", experimentId: baseline.baseline.experimentId };
  if (refresh === "never" || baseline.kind === "rerun") return null;
  return { kind: "rerun", variant: open.sides.reference.variant, config: await configOf(store, baseline) };
}

function isOnlyJudgedOtherwise({ sides: { pairs }, minimumPairs }: OpenRegression): boolean {
  if (pairs.candidate.items.length < minimumPairs) return false;
  const before = new Map(pairs.baseline.metrics.map(({ name, fingerprints }) => [name, fingerprints.join()]));
  return pairs.candidate.metrics.some(({ name, fingerprints }) => {
    const known = before.get(name);
    return known !== undefined && known !== fingerprints.join();
  });
}

async function configOf(
  store: Store,
  source: Exclude<BaselineSource, { kind: "rerun" }>,
): Promise<JsonObject> {
  if (source.kind === "file") return source.file.header.config;
  if (source.kind === "named") return source.experiment.config;
  return (await store.getExperiment(source.baseline.experimentId))?.config ?? {};
}

async function repeatCandidate(
  store: Store,
  { request: { definition, repeated = [] }, verdict: { looks } }: OpenRegression,
): Promise<RegressionStep | null> {
  if (looks.made >= looks.most) return null;
  const budgetUsd = definition.escalate?.budgetUsd ?? null;
  if (budgetUsd === null) return { kind: "repeat", repetition: looks.made, budgetUsd };
  const left = budgetUsd - ((await readSpending(store, repeated)) ?? 0);
  return left > 0 ? { kind: "repeat", repetition: looks.made, budgetUsd: left } : null;
}
