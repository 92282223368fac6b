import type { GatePolicy } from "../../domain/gate/gate.js";

/** True when a gate compares with a baseline; limits on the candidate's own figures are held to without one. */
export function needsBaseline(conditions: GatePolicy): boolean {
  return Object.values(conditions).some(({ maxDrop }) => maxDrop !== undefined);
}
