import type { Measurement } from "../../domain/baseline/measurement.js";
import type { Experiment } from "../../domain/experiment/experiment.js";

/** The experiment as if it had run over what was measured, to be summarized again. */
export function withMeasurement(experiment: Experiment, { repetitions, items }: Measurement): Experiment {
  return {
    ...experiment,
    repetitions,
    runCount: items.length * repetitions,
    summary: null,
  };
}
