import type { Section } from "../judging/delimited-sections.js";
import { delimitedSections } from "../judging/delimited-sections.js";
import type { Criterion } from "./criterion.js";

/** What a judge of one criterion is asked about one item. */
export interface JudgeQuestion {
  readonly criterion: Criterion;
  readonly steps: readonly string[];
  /** Input, output and what else the judge may see; never who made the output. */
  readonly sections: readonly Section[];
}

/** A prompt in its two parts. */
export interface JudgePrompt {
  readonly system: string;
  readonly prompt: string;
}

const SYSTEM =
  "You rate the quality of one output by one criterion and nothing else. Be exact and impartial: use the whole " +
  "scale, let length, style and confidence of tone earn nothing by themselves, and give the rating that the " +
  "scale's description fits best.";

/** Form filling, as in the paper: the judge's next token is the score. */
export function scoreFormPrompt(question: JudgeQuestion): JudgePrompt {
  const { name, scale } = question.criterion;
  const form =
    `# Evaluation form (score only)\nFill in one whole number from ${scale.minimum} to ${scale.maximum}; ` +
    `write the number alone, without a word before or after it.\n- ${name}:`;
  return { system: SYSTEM, prompt: `${commonParts(question)}\n\n${form}` };
}

/** The score as an object, with the reason after it, for judges that give no log probabilities. */
export function scoreObjectPrompt(question: JudgeQuestion): JudgePrompt {
  const { name, scale } = question.criterion;
  const form =
    `# Answer\nAnswer with one JSON object and nothing else: first "score", your rating of ${name} as one whole ` +
    `number from ${scale.minimum} to ${scale.maximum}, then "reason", one or two sentences on what decided it.`;
  return { system: SYSTEM, prompt: `${commonParts(question)}\n\n${form}` };
}

/** Criterion and scale, as judges and writers of evaluation steps see them. */
export function describeCriterion({ name, definition, scale, anchors }: Criterion): string {
  const lines = Object.entries(anchors)
    .sort(([left], [right]) => Number(left) - Number(right))
    .map(([value, meaning]) => `${value} = ${meaning}`);
  const range = `Whole numbers from ${scale.minimum} (worst) to ${scale.maximum} (best).`;
  return [`# Criterion: ${name}\n${definition}`, ["# Scale", range, ...lines].join("\n")].join("\n\n");
}

/** What stays the same for all items comes first, so that providers can cache it. */
function commonParts({ criterion, steps, sections }: JudgeQuestion): string {
  const numbered = steps.map((step, index) => `${index + 1}. ${step}`);
  return [
    describeCriterion(criterion),
    ["# Evaluation steps", ...numbered].join("\n"),
    `# Item\n${delimitedSections(sections)}`,
  ].join("\n\n");
}
