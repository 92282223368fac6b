import { gateAgainstBaseline } from "../../analysis/regression/gate-against-baseline.js";
import { readSpending } from "../../analysis/regression/read-spending.js";
import type { ExperimentDefinition } from "../../config.js";
import type { BaselineSource } from "../../domain/baseline/baseline-source.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { CheckedDefinition, CheckOutcome } from "../../domain/regression/checked-definition.js";
import type { RegressionStep, RegressionVerdict } from "../../domain/regression/regression-verdict.js";
import type { ConfigurationRegistry } from "../../registry.js";
import { type PlanContext, planLaunch } from "../plan-launch.js";
import type { PlannedStart } from "../plan-start.js";
import type { BudgetLeft } from "./budget-left.js";
import { stepStart } from "./step-start.js";

/** What runs a check: configuration and store, and somebody who starts experiments and waits for them. */
export interface CheckContext extends PlanContext {
  readonly registry: ConfigurationRegistry;
  readonly budget: BudgetLeft;
  /** Starts it, and returns it as it is when it has ended. */
  readonly runToEnd: (planned: PlannedStart) => Promise<Experiment>;
  /** Evaluates an experiment's stored outputs again. */
  readonly evaluate: (reference: string) => Promise<unknown>;
}

/** A definition that is to be checked. */
export interface PlannedCheck {
  readonly definition: ExperimentDefinition;
  /** Null: the gate compares with nothing. */
  readonly baseline: BaselineSource | null;
  readonly planned: PlannedStart;
}

/** Everything that ran for one verdict. */
interface CheckRuns {
  readonly candidate: Experiment;
  readonly repeated: readonly Experiment[];
  readonly baseline: BaselineSource | null;
  readonly isRescored: boolean;
}

/**
 * Runs a definition's candidate and holds it against its baseline, taking the steps that its configuration allows until
 * the verdict is final or the budget is used up.
 */
export async function checkDefinition(
  context: CheckContext,
  { definition, baseline, planned }: PlannedCheck,
): Promise<CheckedDefinition> {
  const nothing = { definition: definition.name, experiment: null, verdict: null, costUsd: null };
  if (isUsedUp(context)) return { ...nothing, outcome: "budget", reason: "the budget was used up before it" };
  const candidate = await run(context, planned);
  const { name: experiment } = candidate;
  const broken = describeEnd(candidate);
  if (broken !== null) {
    const costUsd = await readSpending(context.store, [candidate]);
    return { ...nothing, experiment, costUsd, ...broken };
  }
  const verdict = await decide(context, definition, { candidate, repeated: [], baseline, isRescored: false });
  const { reason, costUsd } = verdict;
  return { definition: definition.name, outcome: outcomeOf(verdict), reason, experiment, verdict, costUsd };
}

async function decide(
  context: CheckContext,
  definition: ExperimentDefinition,
  runs: CheckRuns,
): Promise<RegressionVerdict> {
  const verdict = await gateAgainstBaseline(context.store, { definition, ...runs });
  const { next } = verdict;
  if (next === null) return verdict;
  const stopped = (why: string): RegressionVerdict => ({
    ...verdict,
    next: null,
    warnings: [...verdict.warnings, why],
  });
  if (isUsedUp(context)) return stopped("the budget is used up, so nothing more is run to decide it");
  if (next.kind === "rescore") {
    await context.evaluate(next.experimentId);
    return await decide(context, definition, { ...runs, isRescored: true });
  }
  const added = await runStep(context, runs.candidate, next);
  // One that its budget stopped has seen the first items alone: counted, it would weigh those double.
  if (added.status !== "completed")
    return stopped(`${added.name} is ${added.status} and is not counted; nothing more is run to decide it`);
  if (next.kind === "repeat")
    return await decide(context, definition, { ...runs, repeated: [...runs.repeated, added] });
  const baselineId = verdict.baseline?.baselineId ?? null;
  return await decide(context, definition, {
    ...runs,
    baseline: { kind: "rerun", experiment: added, baselineId },
  });
}

async function runStep(
  context: CheckContext,
  candidate: Experiment,
  step: Exclude<RegressionStep, { kind: "rescore" }>,
): Promise<Experiment> {
  const { options, registry } = stepStart(context.registry, candidate, step);
  const planned = await planLaunch({ ...context, registry }, options);
  return await run(context, planned, step.kind === "repeat" ? step.budgetUsd : null);
}

async function run(
  context: CheckContext,
  planned: PlannedStart,
  atMostUsd: number | null = null,
): Promise<Experiment> {
  const experiments = planned.experiments.map((one) => context.budget.bound(one, atMostUsd));
  const ended = await context.runToEnd({ ...planned, experiments });
  await context.budget.spent(context.store, ended);
  return ended;
}

function isUsedUp({ budget }: CheckContext): boolean {
  const left = budget.usd();
  return left !== null && left <= 0;
}

/** Why an experiment cannot be compared with anything; null when it can. */
function describeEnd({
  name,
  status,
  error,
  summary,
}: Experiment): Pick<CheckedDefinition, "outcome" | "reason"> | null {
  if (status === "stopped_by_budget")
    return { outcome: "budget", reason: `${name} was stopped by its budget` };
  if (status !== "completed")
    return { outcome: "error", reason: `${name} is ${status}${error === null ? "" : `: ${error}`}` };
  if ((summary?.runs.completed ?? 0) > 0) return null;
  const failures = Object.entries(summary?.failures ?? {}).map(([type, runs]) => `${type} (${runs})`);
  return { outcome: "error", reason: `all runs of ${name} failed: ${failures.join(", ")}` };
}

function outcomeOf({ state, accepted }: RegressionVerdict): CheckOutcome {
  if (accepted) return "passed";
  if (state === "failed") return "failed";
  return state === "no_baseline" ? "error" : "inconclusive";
}
