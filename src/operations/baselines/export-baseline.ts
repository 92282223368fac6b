import { readMeasurement } from "../../analysis/regression/read-measurement.js";
import { formatBaselineFile } from "../../data-files/format-baseline-file.js";
import type { Baseline } from "../../domain/baseline/baseline.js";
import { BaselineExperimentMissingError } from "../../domain/baseline/baseline-errors.js";
import { BASELINE_FORMAT, BASELINE_FORMAT_VERSION } from "../../domain/baseline/baseline-file.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { Store } from "../../domain/store.js";
import { requireExperiment } from "../require-experiment.js";
import { requireBaseline } from "./require-baseline.js";

/** Which baseline to write: that of a definition, the only one in the store, or any experiment. */
export interface BaselineExport {
  /** The baseline that is set for it. */
  readonly definition?: string | undefined;
  /** Name or id of an experiment to write instead of the baseline that is set. */
  readonly experiment?: string | undefined;
}

/** A baseline as a file holds it. */
export interface ExportedBaseline {
  readonly definition: string;
  readonly experiment: string;
  readonly items: number;
  /** What belongs into the file, whole. */
  readonly text: string;
}

/**
 * Makes the text of a baseline file: small, one line per item, meant to be committed beside the code.
 *
 * @throws BaselineNotSetError, BaselineAmbiguousError, BaselineExperimentMissingError, ExperimentNotFoundError
 */
export async function exportBaseline(store: Store, request: BaselineExport): Promise<ExportedBaseline> {
  const { experiment, baseline } = await findExported(store, request);
  const measurement = await readMeasurement(store, experiment);
  const { definition, variant, name, config, datasetName, datasetVersion, codeVersion } = experiment;
  const text = formatBaselineFile(
    {
      format: BASELINE_FORMAT,
      version: BASELINE_FORMAT_VERSION,
      definition,
      variant,
      experiment: name,
      config,
      datasetName,
      datasetVersion,
      codeVersion,
      blessed: baseline === null ? null : { by: baseline.setBy, at: baseline.setAt, reason: baseline.reason },
    },
    measurement,
  );
  return { definition, experiment: name, items: measurement.items.length, text };
}

async function findExported(
  store: Store,
  request: BaselineExport,
): Promise<{ readonly experiment: Experiment; readonly baseline: Baseline | null }> {
  if (request.experiment !== undefined)
    return { experiment: await requireExperiment(store, request.experiment), baseline: null };
  const baseline = await requireBaseline(store, request.definition);
  const experiment = await store.getExperiment(baseline.experimentId);
  if (experiment === null) throw new BaselineExperimentMissingError(baseline);
  return { experiment, baseline };
}
