import type { Comparison } from "../comparison/comparison.js";
import type { Experiment } from "./experiment.js";

/** True until it has ended: there may be something to steer, or to wait for. */
export function isLive({ status }: Pick<Experiment | Comparison, "status">): boolean {
  return status === "pending" || status === "running";
}
