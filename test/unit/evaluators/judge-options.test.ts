import { describe, expect, test } from "@jest/globals";
import { EvaluatorOptionsInvalidError } from "../../../src/evaluators/evaluator-options-invalid-error.js";
import { gEval } from "../../../src/evaluators/g-eval/g-eval.js";
import { jury } from "../../../src/evaluators/jury/jury.js";
import { pairwiseJudge } from "../../../src/evaluators/pairwise/pairwise-judge.js";
import { rubric } from "../../../src/evaluators/rubric/rubric.js";
import { groundTruthSimilarity } from "../../../src/evaluators/text/ground-truth-similarity.js";

const own = (rest: object) => ({ criteria: [{ id: "tone", definition: "Is it kind?", ...rest }] }) as never;
const builtin = '"depth", "accuracy", "coherence", "overall"';
const question = "Is it kind?";

describe("options of evaluators that ask a model", () => {
  test.each<[() => unknown, string]>([
    [
      () => gEval({ criteria: [] }),
      'Evaluator "g_eval": option "criteria" is an empty array; allowed: an array of built-in names and definitions of criteria, at least one.',
    ],
    [
      () => gEval({ criteria: ["depht" as never] }),
      `Evaluator "g_eval": option "criteria[0]" is "depht"; allowed: ${builtin}, or an object { id, definition, name?, scale?, anchors?, steps?, usesReference? }.`,
    ],
    [
      () => gEval({ criteria: ["depth", "depth"] }),
      'Evaluator "g_eval": option "criteria" is "\\"depth\\" twice"; allowed: criteria with different ids.',
    ],
    [
      () => gEval(own({ id: "Tone of voice" })),
      'Evaluator "g_eval": option "criteria[0].id" is "Tone of voice"; allowed: 1 to 60 lower-case letters, digits and _, a letter first.',
    ],
    [
      () => gEval(own({ definition: " " })),
      'Evaluator "g_eval": option "criteria[0].definition" is " "; allowed: a string that says what is judged.',
    ],
    [
      () => gEval(own({ scale: { minimum: 5, maximum: 1 } })),
      'Evaluator "g_eval": option "criteria[0].scale" is an object with keys minimum, maximum; allowed: { minimum, maximum }, two whole numbers, 0 <= minimum < maximum, at most 100 apart, such as 1 and 5.',
    ],
    [
      () => gEval(own({ anchors: { 6: "Beyond." } })),
      'Evaluator "g_eval": option "criteria[0].anchors" is an object with keys 6; allowed: an object with keys from 1 to 5 and what each of them means.',
    ],
    [
      () => gEval(own({ steps: [] })),
      'Evaluator "g_eval": option "criteria[0].steps" is an empty array; allowed: an array of 1 to 20 strings.',
    ],
    [
      () => gEval(own({ step: ["Read."] })),
      'Evaluator "g_eval": option "criteria[0].step" is an array of 1; allowed: an object with only the options id, name, definition, scale, anchors, steps, usesReference.',
    ],
    [
      () => gEval({ samples: 0 }),
      'Evaluator "g_eval": option "samples" is 0; allowed: a whole number from 1 to 100.',
    ],
    [
      () => gEval({ mode: "logprobs" as never }),
      'Evaluator "g_eval": option "mode" is "logprobs"; allowed: "auto" or "samples".',
    ],
    [
      () => gEval({ minimumMass: 1 }),
      'Evaluator "g_eval": option "minimumMass" is 1; allowed: a number between 0 and 1.',
    ],
    [
      () => gEval({ temperature: 3 }),
      'Evaluator "g_eval": option "temperature" is 3; allowed: a number from 0 to 2.',
    ],
    [
      () => gEval({ weights: { depth: 1 } }),
      'Evaluator "g_eval": option "weights" is an object with keys depth; allowed: no weights unless overallMode is "derived".',
    ],
    [
      () => gEval({ overallMode: "derived", criteria: ["depth"] }),
      'Evaluator "g_eval": option "overallMode" is "derived"; allowed: "derived" only with the criteria "overall" and at least one other.',
    ],
    [
      () => gEval({ overallMode: "derived", weights: { style: 2 } }),
      'Evaluator "g_eval": option "weights.style" is 2; allowed: weights of depth, accuracy, coherence.',
    ],
    [
      () => gEval({ overallMode: "derived", weights: { depth: 0 } }),
      'Evaluator "g_eval": option "weights" is an object with keys depth; allowed: at least one weight above 0.',
    ],
    [
      () => groundTruthSimilarity({ method: "lexical", embedding: "text-embedding-3-small" }),
      'Evaluator "ground_truth_similarity": option "embedding" is "text-embedding-3-small"; allowed: no embedding model beside the method "lexical" or "levenshtein".',
    ],
    [
      () => groundTruthSimilarity({ embedding: "" }),
      'Evaluator "ground_truth_similarity": option "embedding" is an empty string; allowed: the name of an embedding model, such as "text-embedding-3-small".',
    ],
    [
      () => pairwiseJudge({ against: "" }),
      'Evaluator "pairwise": option "against" is an empty string; allowed: a text that is not empty.',
    ],
    [
      () => pairwiseJudge({ criterion: "style" as never }),
      `Evaluator "pairwise": option "criterion" is "style"; allowed: ${builtin}, or an object`,
    ],
    [
      () => rubric({ choices: { yes: 1, no: 0 } } as never),
      'Evaluator "rubric": option "question" is undefined; allowed: a string that asks for one of the choices.',
    ],
    [
      () => rubric({ question, choices: { yes: 1 } }),
      'Evaluator "rubric": option "choices" is an object with keys yes; allowed: an object of at least two choices with a score from 0 to 1, null, or { score, meaning? } each.',
    ],
    [
      () => rubric({ question, choices: { yes: 5, no: 0 } }),
      'Evaluator "rubric": option "choices" is an object with keys yes, no; allowed: an object of at least two choices',
    ],
    [
      () => jury({ judges: ["gpt-4o"], criterion: "depth" }),
      'Evaluator "jury": option "judges" is an array of 1; allowed: an array of 2 to 20 different names of models.',
    ],
    [
      () => jury({ judges: ["a", "a"], criterion: "depth" }),
      'Evaluator "jury": option "judges" is an array of 2; allowed: an array of 2 to 20 different names of models.',
    ],
    [
      () => jury({ judges: ["a", "b"] }),
      'Evaluator "jury": option "criterion" is undefined; allowed: a criterion (for a number) or the option "rubric" (for a category), one of the two.',
    ],
    [
      () => jury({ judges: ["a", "b"], rubric: { question, choices: { yes: 1 } } }),
      'Evaluator "jury": option "rubric.choices" is an object with keys yes; allowed: an object of at least two choices',
    ],
  ])("are refused with a message that names them: %#", (define, message) => {
    expect(define).toThrow(EvaluatorOptionsInvalidError);
    expect(define).toThrow(message);
  });
});
