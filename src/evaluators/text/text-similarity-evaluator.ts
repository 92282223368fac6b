import type { JsonObject } from "../../domain/json/json.js";
import type { Evaluator } from "../../domain/score/evaluator.js";
import { computingEvaluator } from "../computing-evaluator.js";
import { judgedTexts } from "../judged-texts.js";
import { isUnscored } from "../unscored.js";
import type { TextMeasure } from "./text-measure.js";

/** An evaluator that compares output and expected output as texts; see `judgedTexts` for what counts as text. */
export function textSimilarityEvaluator(definition: {
  readonly kind: string;
  readonly version: number;
  readonly options: { readonly name?: string | undefined; readonly path?: string | undefined };
  /** Settings besides `path`, defaults filled in. */
  readonly settings: JsonObject;
  readonly measure: TextMeasure;
}): Evaluator {
  const { kind, version, options, settings, measure } = definition;
  return computingEvaluator({
    kind,
    version,
    name: options.name,
    settings: { ...settings, path: options.path ?? null },
    find: (judged) => {
      const texts = judgedTexts(judged, options.path);
      return isUnscored(texts) ? texts : measure(texts.output, texts.expected);
    },
  });
}
