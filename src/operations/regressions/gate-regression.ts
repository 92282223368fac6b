import { gateAgainstBaseline } from "../../analysis/regression/gate-against-baseline.js";
import type { BaselineSource } from "../../domain/baseline/baseline-source.js";
import { AssayError } from "../../domain/errors.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { RegressionRun } from "../../domain/regression/regression-run.js";
import type { RegressionVerdict } from "../../domain/regression/regression-verdict.js";
import type { Store } from "../../domain/store.js";
import type { LoadedConfiguration } from "../../load-config.js";
import type { ConfigurationRegistry } from "../../registry.js";
import { findBaseline } from "../baselines/find-baseline.js";
import { requireExperiment } from "../require-experiment.js";

/** The baseline's config did not run to its end, so there is still nothing to compare with. */
export class BaselineRerunUnfinishedError extends AssayError {
  constructor({ name, status, error }: Experiment) {
    super(
      `The baseline's config was run again as "${name}", which is ${status}${error === null ? "" : `: ${error}`}. See: assay show ${name}`,
    );
  }
}

/** Store and configuration: which baseline, and what may be done about it. */
export interface GateContext {
  readonly store: Store;
  readonly registry: ConfigurationRegistry;
  readonly loaded: Pick<LoadedConfiguration, "directory">;
}

/**
 * Holds what a regression run has measured so far against the baseline of its definition.
 *
 * @throws BaselineRerunUnfinishedError and what `gateAgainstBaseline` throws
 */
export async function gateRegression(context: GateContext, run: RegressionRun): Promise<RegressionVerdict> {
  const { store, registry, loaded } = context;
  const ranFor = async (kind: RegressionRun["steps"][number]["kind"]): Promise<readonly Experiment[]> => {
    const steps = run.steps.filter((step) => step.kind === kind);
    return await Promise.all(steps.map(({ experimentId }) => requireExperiment(store, experimentId)));
  };
  const repeated = await ranFor("repeat");
  const [rerun] = await ranFor("rerun");
  if (rerun !== undefined && !isComplete(rerun)) throw new BaselineRerunUnfinishedError(rerun);
  const definition = registry.getDefinition(run.definition);
  const found = await findBaseline(store, { definition, directory: loaded.directory });
  const verdict = await gateAgainstBaseline(store, {
    definition,
    candidate: await requireExperiment(store, run.experimentId ?? ""),
    // One that its budget stopped has seen the first items alone: counted, it would weigh those double.
    repeated: repeated.filter(isComplete),
    baseline: rerun === undefined ? found : { kind: "rerun", experiment: rerun, baselineId: idOf(found) },
    isRescored: run.steps.some(({ kind }) => kind === "rescore"),
  });
  if (verdict.next?.kind !== "repeat" || repeated.every(isComplete)) return verdict;
  const warning = "an added repetition was not completed and is not counted; no further one is made";
  return { ...verdict, next: null, warnings: [...verdict.warnings, warning] };
}

function isComplete({ status }: Experiment): boolean {
  return status === "completed";
}

function idOf(source: BaselineSource | null): string | null {
  return source?.kind === "stored" ? source.baseline.id : null;
}
