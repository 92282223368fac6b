import type { Experiment } from "../domain/experiment/experiment.js";
import type { CallSlot } from "./call-slots.js";

/** The place of calls in an experiment. */
export interface CallPlace {
  readonly experiment: Experiment;
  readonly traceId: string;
  /** Step of the run, such as `pipeline` or `evaluate/ID`. */
  readonly step: string;
  /** Failures of the step so far; after each, calls without a key are made again. */
  readonly failures: number;
  /** The step's try, which tells failed calls apart. */
  readonly tryNumber: number;
  readonly parentObservationId: () => string | null;
  readonly signal: AbortSignal;
  /** Set when each model call takes a slot of its own instead of the whole step. */
  readonly slot: CallSlot | null;
}
