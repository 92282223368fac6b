import { GATE_CEILINGS } from "../../domain/gate/gate.js";

/** Whether a gate's condition is on the experiment as a whole, and on no metric of its items. */
export function isCeiling(name: string): name is (typeof GATE_CEILINGS)[number] {
  return (GATE_CEILINGS as readonly string[]).includes(name);
}
