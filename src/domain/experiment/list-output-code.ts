import type { CodeVersion, Experiment } from "./experiment.js";

/** The code that an experiment's outputs were made with; what it was started with, while there are none. */
export function listOutputCode({
  codeVersion,
  ranUnder = [],
}: Pick<Experiment, "codeVersion" | "ranUnder">): readonly CodeVersion[] {
  const made = ranUnder.filter(({ made }) => made === "outputs");
  return made.length === 0 ? [codeVersion] : made;
}
