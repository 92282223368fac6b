import type { JsonValue } from "../../domain/json/json.js";
import type { JudgePrompt } from "../g-eval/judge-prompt.js";
import { delimitedSections } from "../judging/delimited-sections.js";

/** Version of all wording of the pairwise judge; raise it with any change. */
export const PAIR_PROMPT_VERSION = 1;

/** What a judge compares two texts by. */
export interface PairCriterion {
  readonly name: string;
  readonly definition: string;
}

/** Two texts in the order in which the judge sees them; who made them is not told. */
export interface PairQuestion {
  readonly criterion: PairCriterion;
  readonly input: JsonValue;
  readonly first: JsonValue;
  readonly second: JsonValue;
}

const SYSTEM =
  "You compare two answers to the same input by one criterion and nothing else. Be exact and impartial: the " +
  "order in which they are shown, their length, their style and their confidence of tone mean nothing by themselves.";

/** Asks for one letter, whose alternatives' probabilities are the preference. */
export function pairFormPrompt(question: PairQuestion): JudgePrompt {
  const form =
    "# Comparison form (letter only)\nFill in A when answer A is better, B when answer B is better, C when they are " +
    "equally good; write the letter alone, without a word before or after it.\n- Better answer:";
  return { system: SYSTEM, prompt: `${commonParts(question)}\n\n${form}` };
}

/** Asks for an object with the choice, and the reason after it. */
export function pairObjectPrompt(question: PairQuestion): JudgePrompt {
  const form =
    '# Answer\nAnswer with one JSON object and nothing else: first "choice", "A" when answer A is better, "B" when ' +
    'answer B is better, "C" when they are equally good, then "reason", one or two sentences on what decided it.';
  return { system: SYSTEM, prompt: `${commonParts(question)}\n\n${form}` };
}

function commonParts({ criterion, input, first, second }: PairQuestion): string {
  const sections = delimitedSections([
    { label: "input", value: input },
    { label: "answer A", value: first },
    { label: "answer B", value: second },
  ]);
  return `# Criterion: ${criterion.name}\n${criterion.definition}\n\n# Item\n${sections}`;
}
