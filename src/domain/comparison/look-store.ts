import type { DatasetLooks } from "./named-before.js";

/** A verdict that was asked for on the items of a data set. */
export interface DatasetLook {
  /** Recorded twice, it counts once. */
  readonly id: string;
  readonly datasetId: string;
  /** Hash of the experiments and of all that decides: the same question asked again has the same. */
  readonly question: string;
  readonly lookedAt: Date;
}

/** Counts how often verdicts were asked for on a data set: each is a chance of a false one. */
export interface LookStore {
  /** Adds a look, and returns how many there are on its data set, this one included. */
  recordLook(look: DatasetLook): Promise<DatasetLooks>;
}
