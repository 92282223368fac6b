import type { PlanRequest } from "../../src/analysis/plan/plan-experiment.js";

/** A plan of score "s" for definition "x", without pilot or goal. */
export const planRequest: PlanRequest = {
  definition: "x",
  metric: "s",
  alpha: 0.05,
  power: 0.8,
  effect: null,
  pilot: null,
  assumptions: {},
  design: {},
  maximumItems: null,
  minimumItems: 10,
  maximumRepetitions: 10,
  maximumJudgements: 20,
  circumstances: { candidates: 1, clusterBy: null, stopsEarly: false },
};
