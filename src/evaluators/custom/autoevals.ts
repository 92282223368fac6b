import { fingerprint } from "../../domain/ids.js";
import { canonicalJson } from "../../domain/json/canonical-json.js";
import type { Evaluator, EvaluatorArguments, EvaluatorFunction } from "../../domain/score/evaluator.js";
import { UNIT_SCALE } from "../../domain/score/score-scale.js";
import { EvaluatorOptionsInvalidError } from "../evaluator-options-invalid-error.js";
import { unscoredScore } from "../unscored.js";
import { customEvaluator, type NarrowEvaluatorFunction } from "./custom-evaluator.js";

/** Options of `autoevals`: a name for evaluator and score; everything else goes to the scorer. */
export interface AutoevalsOptions {
  /** Name of evaluator and score; the scorer's own when left out. */
  readonly name?: string | undefined;
  readonly [argument: string]: unknown;
}

/** Arguments of autoevals that say how its client is reached; they shape no score and may hold a key. */
const CLIENT_ARGUMENTS = /^(client|openAi|azureOpenAi)/;

/**
 * Makes an evaluator from a scorer of the package `autoevals` and its further arguments, such as
 * `autoevals(ClosedQA, { criteria: "Is it polite?" })` or `autoevals(Factuality, { model: "gpt-5.4-mini" })`.
 *
 * A scorer without further arguments can be listed in `evaluators` directly. Scorers that ask a model use autoevals'
 * own client (`OPENAI_API_KEY`, `OPENAI_BASE_URL`): Assay does not see, limit or count those calls. If a scorer needs
 * an expected output and the item has none: unscored, `no_expected_output`.
 *
 * @throws EvaluatorOptionsInvalidError when the scorer is no function or has no name.
 */
export function autoevals(scorer: NarrowEvaluatorFunction, options: AutoevalsOptions = {}): Evaluator {
  const { name, ...extra } = options;
  for (const given of ["input", "output", "expected"]) {
    if (!Object.hasOwn(extra, given)) continue;
    const allowed = "arguments besides input, output and expected, which come from the run";
    throw new EvaluatorOptionsInvalidError({
      evaluator: "autoevals",
      option: given,
      received: extra[given],
      allowed,
    });
  }
  const call = scorer as (judged: object) => ReturnType<EvaluatorFunction>;
  const id = name ?? (typeof scorer === "function" ? scorer.name : "");
  const evaluator = customEvaluator(scorer, name === undefined ? {} : { name });
  const plain = customEvaluator((judged: EvaluatorArguments) => call({ ...judged, ...extra }), { name: id });
  return {
    ...evaluator,
    scoreNames: [id],
    // What autoevals promises of all its scorers.
    scale: UNIT_SCALE,
    fingerprint: fingerprint(
      canonicalJson({ kind: "autoevals", scorer: scorer.name, arguments: describeArguments(extra) }),
    ),
    evaluate: async (judged, context) => {
      try {
        const scores = await plain.evaluate(judged, context);
        return scores.map((score) => ({ ...score, name: id }));
      } catch (error) {
        const isMissing = judged.expected === undefined && error instanceof Error;
        if (!isMissing || !/\bexpected\b/i.test(error.message)) throw error;
        return [unscoredScore(id, { unscoredReason: "no_expected_output", comment: error.message })];
      }
    },
  };
}

/** Arguments that shape the score, as JSON; a function by its source. */
function describeArguments(extra: Readonly<Record<string, unknown>>): string {
  const shaping = Object.entries(extra)
    .filter(([argument]) => !CLIENT_ARGUMENTS.test(argument))
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify(shaping, (_key, value: unknown) =>
    typeof value === "function" ? Function.prototype.toString.call(value) : value,
  );
}
