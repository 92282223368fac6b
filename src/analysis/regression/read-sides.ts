import { BaselineExperimentMissingError } from "../../domain/baseline/baseline-errors.js";
import type { BaselineSource } from "../../domain/baseline/baseline-source.js";
import type { Measurement } from "../../domain/baseline/measurement.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import { datasetId } from "../../domain/ids.js";
import type { RegressionBaseline } from "../../domain/regression/regression-verdict.js";
import type { Store } from "../../domain/store.js";
import { measuredStore } from "./measured-store.js";
import { type PairedMeasurements, pairMeasurements } from "./pair-measurements.js";
import { readMeasurement } from "./read-measurement.js";
import { readWhole, type WholeCandidate } from "./read-whole.js";
import { withMeasurement } from "./with-measurement.js";

/** A candidate and its baseline, ready to be compared item by item. */
export interface RegressionSides {
  readonly reference: RegressionBaseline;
  readonly pairs: PairedMeasurements;
  /** Both sides as experiments over the items that are the same on both, and the store that has them so. */
  readonly paired: {
    readonly store: Store;
    readonly baseline: Experiment;
    readonly candidate: Experiment;
  };
  /** The candidate over all its items. */
  readonly whole: WholeCandidate;
}

/** Whose values, and against what. */
export interface SidesRequest {
  readonly candidate: Experiment;
  /** The same config over the same items again, to be counted with the candidate. */
  readonly repeated: readonly Experiment[];
  readonly baseline: BaselineSource;
}

/** Reads both sides and pairs them by item. @throws BaselineExperimentMissingError */
export async function readSides(
  store: Store,
  { candidate, repeated, baseline }: SidesRequest,
): Promise<RegressionSides> {
  const measured = await readBaseline(store, baseline);
  const whole = await readWhole(store, { candidate, repeated });
  const pairs = pairMeasurements(measured.measurement, whole.measurement);
  const { id, name } = measured;
  const isSameDataset = measured.datasetId === candidate.datasetId;
  const before: Experiment = {
    ...candidate,
    id,
    name,
    variant: measured.reference.variant,
    status: measured.status,
    datasetId: measured.datasetId,
    datasetName: measured.datasetName,
    // The items that are left say the same in both versions.
    datasetVersion: isSameDataset ? candidate.datasetVersion : measured.reference.datasetVersion,
  };
  return {
    reference: measured.reference,
    pairs,
    paired: {
      store: measuredStore(
        store,
        new Map([
          [id, pairs.baseline],
          [candidate.id, pairs.candidate],
        ]),
      ),
      // Sequences are of items in the order they ran in; what is left of them here has none.
      baseline: { ...withMeasurement(before, pairs.baseline), orderSeed: null },
      candidate: { ...withMeasurement(candidate, pairs.candidate), orderSeed: null },
    },
    whole,
  };
}

interface MeasuredBaseline extends Pick<Experiment, "id" | "name" | "status" | "datasetId" | "datasetName"> {
  readonly reference: RegressionBaseline;
  readonly measurement: Measurement;
}

async function readBaseline(store: Store, source: BaselineSource): Promise<MeasuredBaseline> {
  if (source.kind === "file") return fromFile(source.file);
  const { experiment, baselineId } = await findExperiment(store, source);
  const { id, name, status, variant, datasetId, datasetName, datasetVersion } = experiment;
  return {
    id,
    name,
    status,
    datasetId,
    datasetName,
    reference: {
      kind: source.kind,
      baselineId,
      experimentId: id,
      experiment: name,
      variant,
      datasetVersion,
    },
    measurement: await readMeasurement(store, experiment),
  };
}

async function findExperiment(
  store: Store,
  source: Exclude<BaselineSource, { kind: "file" }>,
): Promise<{ readonly experiment: Experiment; readonly baselineId: string | null }> {
  if (source.kind === "rerun") return source;
  if (source.kind === "named") return { experiment: source.experiment, baselineId: null };
  const { baseline } = source;
  const experiment = await store.getExperiment(baseline.experimentId);
  if (experiment === null) throw new BaselineExperimentMissingError(baseline);
  return { experiment, baselineId: baseline.id };
}

function fromFile({
  header,
  measurement,
}: Extract<BaselineSource, { kind: "file" }>["file"]): MeasuredBaseline {
  const { experiment, variant, datasetVersion, datasetName } = header;
  return {
    id: `file-${header.hash.slice(0, 16)}`,
    name: experiment,
    status: "completed",
    datasetId: datasetId(datasetName),
    datasetName,
    reference: {
      kind: "file",
      baselineId: null,
      experimentId: null,
      experiment,
      variant,
      datasetVersion,
    },
    measurement,
  };
}
