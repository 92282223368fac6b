import type { JudgePrompt } from "../g-eval/judge-prompt.js";
import type { Section } from "../judging/delimited-sections.js";
import { delimitedSections } from "../judging/delimited-sections.js";

/** Version of all wording of the rubric judge; raise it with any change. */
export const RUBRIC_PROMPT_VERSION = 1;

/** A question about an output, with the answers a judge may choose from. */
export interface RubricQuestion {
  readonly question: string;
  /** Meaning by choice; null where the choice says it itself. */
  readonly meanings: ReadonlyMap<string, string | null>;
  readonly sections: readonly Section[];
}

const SYSTEM =
  "You classify one output by one question and nothing else. Be exact and impartial: choose the answer that " +
  "fits best; length, style and confidence of tone mean nothing by themselves.";

/** Asks for an object with the choice first and the reason after it. */
export function rubricPrompt({ question, meanings, sections }: RubricQuestion): JudgePrompt {
  const choices = [...meanings].map(([choice, meaning]) =>
    meaning === null ? `- ${JSON.stringify(choice)}` : `- ${JSON.stringify(choice)}: ${meaning}`,
  );
  const prompt = [
    `# Question\n${question}`,
    ["# Choices", ...choices].join("\n"),
    `# Item\n${delimitedSections(sections)}`,
    '# Answer\nAnswer with one JSON object and nothing else: first "choice", one of the choices exactly as written ' +
      'above, then "reason", one or two sentences on what decided it.',
  ].join("\n\n");
  return { system: SYSTEM, prompt };
}
