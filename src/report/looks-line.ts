import type { DatasetLooks } from "../domain/comparison/named-before.js";

/** How often verdicts were asked for on the items of a data set, and what that does to their error rate. */
export function looksLine({ times, questions }: DatasetLooks): string {
  const line =
    times === 1
      ? "looks at this data set: 1"
      : `looks at this data set: ${times}, ${questions} of them different`;
  return questions === 1 ? line : `${line}; each different one has its own chance of a false verdict`;
}
