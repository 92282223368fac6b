import type { JsonObject } from "../../domain/json/json.js";
import type { Evaluator } from "../../domain/score/evaluator.js";
import { computingEvaluator } from "../computing-evaluator.js";
import { type JudgedPlace, judgedTexts } from "../judged-texts.js";
import { isUnscored } from "../unscored.js";
import { describeLookalikes } from "./describe-lookalikes.js";
import type { TextMeasure } from "./text-measure.js";
import { textSettings } from "./text-settings.js";

/** An evaluator that compares output and expected output as texts; see `judgedTexts` for what counts as text. */
export function textSimilarityEvaluator(definition: {
  readonly kind: string;
  readonly version: number;
  readonly options: JudgedPlace & { readonly name?: string | undefined };
  /** Settings besides those of all text evaluators, defaults filled in. */
  readonly settings: JsonObject;
  readonly measure: TextMeasure;
}): Evaluator {
  const { kind, version, options, settings, measure } = definition;
  return computingEvaluator({
    kind,
    version,
    name: options.name,
    settings: { ...settings, ...textSettings(options) },
    find: (judged) => {
      const texts = judgedTexts(judged, options);
      if (isUnscored(texts)) return texts;
      const value = measure(texts.output, texts.expected);
      const lookalikes =
        value === 1 || isUnscored(value) ? null : describeLookalikes(texts.output, texts.expected);
      return isUnscored(value) || lookalikes === null ? value : { value, ...lookalikes };
    },
  });
}
