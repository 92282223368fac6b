import type { Experiment } from "../../src/domain/experiment/experiment.js";

type Declared = Experiment["evaluators"][number];

/** The evaluators of an experiment whose one evaluator writes the score "quality". */
export function declaredScore(scale: Declared["scale"]): Pick<Experiment, "evaluators"> {
  const evaluator = { id: "quality", fingerprint: "f", mode: "computes", timeoutMs: 1 } as const;
  return { evaluators: [{ ...evaluator, scoreNames: ["quality"], scale }] };
}
