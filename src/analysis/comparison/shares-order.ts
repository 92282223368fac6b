import type { Experiment } from "../../domain/experiment/experiment.js";

/** Whether two experiments took the same items in the same random, recorded order. */
export function sharesOrder(left: Experiment, right: Experiment): boolean {
  return (
    left.orderSeed !== null &&
    left.orderSeed === right.orderSeed &&
    left.datasetId === right.datasetId &&
    left.datasetVersion === right.datasetVersion &&
    left.itemLimit === right.itemLimit
  );
}
