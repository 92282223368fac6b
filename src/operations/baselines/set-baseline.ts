import { randomUUID } from "node:crypto";
import type { Baseline } from "../../domain/baseline/baseline.js";
import { BaselineUnfitError } from "../../domain/baseline/baseline-errors.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { Store } from "../../domain/store.js";
import { requireExperiment } from "../require-experiment.js";

/** Which experiment becomes the baseline of which definition, and who says so. */
export interface BaselineRequest {
  /** Name of a definition of the configuration. */
  readonly definition: string;
  /** Name or id. */
  readonly experiment: string;
  /** Why; it is kept. */
  readonly reason: string;
  /** Who says so. */
  readonly by: string;
}

/**
 * Declares an experiment the baseline of its definition. What was the baseline before is kept in the history.
 *
 * @throws ExperimentNotFoundError, ComparisonNamedError
 * @throws BaselineUnfitError when it is of another definition, did not complete, or has nothing to compare with.
 */
export async function setBaseline(store: Store, request: BaselineRequest): Promise<Baseline> {
  const experiment = await requireExperiment(store, request.experiment);
  const problem = refuse(experiment, request);
  if (problem !== null) throw new BaselineUnfitError(experiment.name, problem);
  const baseline: Baseline = {
    id: randomUUID(),
    definition: request.definition,
    variant: experiment.variant,
    experimentId: experiment.id,
    experiment: experiment.name,
    reason: request.reason.trim(),
    setBy: request.by,
    setAt: new Date().toISOString(),
    clearedAt: null,
    clearedBy: null,
    clearedReason: null,
  };
  await store.setBaseline(baseline);
  return baseline;
}

function refuse({ definition, status, role, summary }: Experiment, request: BaselineRequest): string | null {
  if (definition !== request.definition)
    return `it is of definition "${definition}", not of "${request.definition}"`;
  if (role.kind === "anchors") return "it judges anchors, and is no variant of its definition";
  if (status !== "completed") return `it is ${status}, and only what completed can be compared with`;
  if ((summary?.runs.completed ?? 0) === 0) return "all its runs failed";
  return request.reason.trim() === "" ? "the reason is empty; say why it is good" : null;
}
