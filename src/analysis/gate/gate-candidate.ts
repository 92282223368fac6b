import type { GateReport } from "../../domain/gate/gate.js";
import type { Store } from "../../domain/store.js";
import { decideGate } from "./decide-gate.js";
import { type GatedCandidate, readFurtherChecks } from "./read-further-checks.js";
import { readGateMeans } from "./read-gate-means.js";

/** Reads what a candidate's conditions ask for beside its differences, and decides. @throws GateMetricUnknownError */
export async function gateCandidate(store: Store, candidate: GatedCandidate): Promise<GateReport> {
  const { report, experiment, conditions } = candidate;
  const means = await readGateMeans(store, candidate);
  const further = await readFurtherChecks(store, candidate);
  return decideGate({ report, candidateId: experiment.id, conditions, means, further });
}
