import type { Measurement } from "../../domain/baseline/measurement.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { Store } from "../../domain/store.js";
import { measuredStore } from "./measured-store.js";
import { poolMeasurements } from "./pool-measurements.js";
import { readMeasurement } from "./read-measurement.js";
import { withMeasurement } from "./with-measurement.js";

/** A candidate over all its items, added repetitions included, and the store that has it so. */
export interface WholeCandidate {
  readonly store: Store;
  readonly candidate: Experiment;
  readonly measurement: Measurement;
}

/** Reads a candidate with the same config over the same items again, to be counted with it. */
export async function readWhole(
  store: Store,
  { candidate, repeated }: { readonly candidate: Experiment; readonly repeated: readonly Experiment[] },
): Promise<WholeCandidate> {
  const measurements: Measurement[] = [];
  for (const experiment of [candidate, ...repeated])
    measurements.push(await readMeasurement(store, experiment));
  const measurement = poolMeasurements(measurements);
  return {
    store: measuredStore(store, new Map([[candidate.id, measurement]])),
    candidate: withMeasurement(candidate, measurement),
    measurement,
  };
}
