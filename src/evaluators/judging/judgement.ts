import type { ModelAnswer } from "../../domain/model/models.js";

/** The answer of a judge to one question: a value with its reason, or why there is none. */
export type Judgement<Value> =
  | {
      readonly isValid: true;
      readonly value: Value;
      readonly reason: string | null;
      readonly answer: ModelAnswer;
    }
  | {
      readonly isValid: false;
      /** What was wrong with the answer, or what the provider refused; quotes no content. */
      readonly problem: string;
      /** True when the same question would fail again. */
      readonly isPermanent: boolean;
      /** Null when there was no answer at all. */
      readonly answer: ModelAnswer | null;
    };

/** An answer read: its value with the reason, or the problem. */
export type Reading<Value> =
  | { readonly value: Value; readonly reason: string | null }
  | { readonly problem: string };
