import type { CodeVersion, Experiment } from "../domain/experiment/experiment.js";
import { isSameCode } from "../domain/experiment/is-same-code.js";
import { listOutputCode } from "../domain/experiment/list-output-code.js";

/** Which code made an experiment's outputs, and its scores where that was another; nothing where it is not known. */
export function describeCode(experiment: Pick<Experiment, "codeVersion" | "ranUnder">): readonly string[] {
  const outputs = listOutputCode(experiment);
  const [first, ...later] = outputs;
  if (first?.configurationHash === null && first.gitCommit === null) return [];
  const ran = [`Code ${outputs.map(nameCode).join(", then ")}`];
  if (later.length > 0) ran.push("Its code changed while it ran: outputs are of different versions");
  const scores = (experiment.ranUnder ?? []).filter(
    (code) => code.made === "scores" && !outputs.some((other) => isSameCode(code, other)),
  );
  return scores.length === 0
    ? ran
    : [...ran, `Scores are also of code ${scores.map(nameCode).join(", then ")}`];
}

/** `3f9a1c2b0d4e (git 4c8e342, with changes)`. */
function nameCode({ configurationHash, gitCommit, gitDirty }: CodeVersion): string {
  const changes = gitDirty === true ? ", with changes" : "";
  const git = gitCommit === null ? "" : `git ${gitCommit.slice(0, 7)}${changes}`;
  if (configurationHash === null) return git;
  return git === "" ? configurationHash.slice(0, 12) : `${configurationHash.slice(0, 12)} (${git})`;
}
