import type { CodeAtWork, Experiment } from "../domain/experiment/experiment.js";
import { isSameCode } from "../domain/experiment/is-same-code.js";
import type { ActivityPorts } from "./ports.js";

/**
 * Reads experiments for steps that make outputs, or scores. With the first step of an experiment in this worker it
 * writes down whose code that is, and says so when it is other code than the experiment was started with.
 */
export function notingCode(
  { store, codeVersion, now, warn }: Pick<ActivityPorts, "store" | "codeVersion" | "now" | "warn">,
  steps: {
    readonly made: CodeAtWork["made"];
    readonly requireExperiment: (id: string) => Promise<Experiment>;
  },
): (id: string) => Promise<Experiment> {
  const noted = new Set<string>();
  return async (id) => {
    const experiment = await steps.requireExperiment(id);
    if (noted.has(id)) return experiment;
    await store.noteCode(id, { ...codeVersion, made: steps.made, since: now().toISOString() });
    if (noted.has(id)) return experiment;
    noted.add(id);
    if (steps.made === "outputs" && !isSameCode(experiment.codeVersion, codeVersion))
      warn("the experiment continues with other code than it was started with", {
        experiment: experiment.name,
        started: experiment.codeVersion,
        now: codeVersion,
      });
    return experiment;
  };
}
