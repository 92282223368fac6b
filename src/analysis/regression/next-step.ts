import type { BaselineSource } from "../../domain/baseline/baseline-source.js";
import type { JsonObject } from "../../domain/json/json.js";
import type { RegressionStep, RegressionVerdict } from "../../domain/regression/regression-verdict.js";
import type { Store } from "../../domain/store.js";
import { counted } from "../../formatting/counted.js";
import { formatUsd } from "../../formatting/format-usd.js";
import type { RegressionSides } from "./read-sides.js";
import { readSpending } from "./read-spending.js";
import type { RegressionComparison } from "./regression-comparison.js";

/** What was decided so far, and from what. */
interface OpenRegression {
  readonly request: RegressionComparison;
  /** Null without a baseline. */
  readonly sides: RegressionSides | null;
  readonly verdict: Pick<RegressionVerdict, "state" | "looks">;
  /** Fewer items than this are not compared. */
  readonly minimumPairs: number;
}

/** The next step that could decide and that the definition allows. */
export interface NextStep {
  /** Null when the verdict is final. */
  readonly next: RegressionStep | null;
  /** Why what the definition allows is used up; null where it is not, or it allows nothing. */
  readonly usedUp: string | null;
}

const FINAL: NextStep = { next: null, usedUp: null };

/** Finds what the definition allows to be done when a verdict decides nothing. */
export async function nextStep(store: Store, open: OpenRegression): Promise<NextStep> {
  const { state } = open.verdict;
  if (state === "incomparable") return { next: await renewBaseline(store, open), usedUp: null };
  return state === "inconclusive" ? await repeatCandidate(store, open) : FINAL;
}

/** Judging stored outputs again is cheaper than running again, and helps where it was the judge that changed. */
async function renewBaseline(store: Store, open: OpenRegression): Promise<RegressionStep | null> {
  const { definition, baseline, isRescored = false } = open.request;
  const { sides } = open;
  if (baseline === null || sides === null) return null;
  const { refresh = "never", rescore = false } = definition.baseline ?? {};
  if (baseline.kind === "stored" && rescore && !isRescored && isOnlyJudgedOtherwise(sides, open.minimumPairs))
    return { kind: "rescore", experimentId: baseline.baseline.experimentId };
  if (refresh === "never" || baseline.kind === "rerun") return null;
  return { kind: "rerun", variant: sides.reference.variant, config: await configOf(store, baseline) };
}

function isOnlyJudgedOtherwise({ pairs }: RegressionSides, minimumPairs: number): boolean {
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
): Promise<NextStep> {
  if (looks.most === 1) return FINAL;
  const added = counted(looks.made - 1, "repetition");
  if (looks.made >= looks.most)
    return { next: null, usedUp: `escalate has added ${added}, as many as it may, and it is still open` };
  const repeat = (left: number | null): NextStep => ({
    next: { kind: "repeat", repetition: looks.made, budgetUsd: left },
    usedUp: null,
  });
  const budgetUsd = definition.escalate?.budgetUsd ?? null;
  if (budgetUsd === null) return repeat(null);
  const left = budgetUsd - ((await readSpending(store, repeated)) ?? 0);
  if (left > 0) return repeat(left);
  const budget = formatUsd(budgetUsd);
  return {
    next: null,
    usedUp: `escalate has used its budget of ${budget} with ${added}, and it is still open`,
  };
}
