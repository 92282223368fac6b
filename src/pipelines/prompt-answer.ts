import { AssayError } from "../domain/errors.js";
import type { JsonValue } from "../domain/json/json.js";
import { parseAnswerJson } from "../domain/json/parse-answer-json.js";
import type { ModelAnswer } from "../domain/model/models.js";
import { PermanentError } from "../domain/permanent-error.js";
import type { TraceRecorder } from "../domain/trace/trace-recorder.js";
import type { PromptOutput } from "./prompt-output.js";

/** A model's answer is not what was asked for; the next try takes a fresh sample. */
export class PromptAnswerInvalidError extends AssayError {
  constructor(model: string, deviation: string) {
    super(
      `The answer of model "${model}" is not usable: ${deviation}. A further try takes a fresh answer; ` +
        "the answer itself is in the trace.",
    );
  }
}

/** The model or its provider would not answer, or the answer was cut, and the definition takes that for a failure. */
export class PromptAnswerIncompleteError extends PermanentError {
  constructor(model: string, deviation: string) {
    super(`The answer of model "${model}" counts as a failure (incompleteAnswer is "fail"): ${deviation}.`);
  }
}

/** What happens with an answer that was refused, filtered or cut off. */
export type IncompleteAnswer = "keep" | "empty" | "fail";

/**
 * Makes the output of an answer. A text is taken as it is, even a refusal or one cut off, since that is how the
 * variant answers, and nothing is put in its place: the trace and the run's finish reason say so. A structured answer
 * has to fit. `incompleteAnswer` says otherwise: `empty` takes nothing of such an answer, `fail` fails the run.
 *
 * @throws PromptAnswerInvalidError, PromptAnswerIncompleteError with the kind of deviation, never with the answer.
 */
export async function readPromptAnswer({
  answer,
  model,
  output,
  trace,
  incompleteAnswer,
}: {
  readonly answer: ModelAnswer;
  readonly model: string;
  readonly output: PromptOutput | null;
  readonly trace: TraceRecorder;
  readonly incompleteAnswer: IncompleteAnswer | undefined;
}): Promise<unknown> {
  if (answer.finishReason === "error")
    throw new PromptAnswerInvalidError(model, "the provider broke it off with an error");
  const deviation = findDeviation(answer);
  if (deviation !== null && incompleteAnswer === "fail")
    throw new PromptAnswerIncompleteError(model, deviation);
  if (deviation !== null && incompleteAnswer === "empty") {
    await flag(trace, { deviation, answer });
    return output === null ? "" : null;
  }
  if (output !== null) return readStructured(answer, { model, output });
  if (deviation !== null) await flag(trace, { deviation, answer });
  return answer.refusal ?? answer.text;
}

function readStructured(
  answer: ModelAnswer,
  { model, output }: { readonly model: string; readonly output: PromptOutput },
): unknown {
  const deviation = findDeviation(answer);
  if (deviation !== null) throw new PromptAnswerInvalidError(model, deviation);
  const value = answer.object ?? parseText(answer.text);
  if (value === undefined)
    throw new PromptAnswerInvalidError(
      model,
      answer.text.trim() === ""
        ? "it is empty, where JSON was asked for"
        : `it is no JSON, but ${answer.text.length} characters of text`,
    );
  const checked = output.check(value);
  if ("problem" in checked)
    throw new PromptAnswerInvalidError(
      model,
      `it does not fit the output schema "${output.name}": ${checked.problem}`,
    );
  return checked.value;
}

/** JSON that is no object, such as a list; undefined = no JSON. */
function parseText(text: string): JsonValue | undefined {
  try {
    return parseAnswerJson(text);
  } catch {
    return undefined;
  }
}

function findDeviation({ refusal, finishReason }: ModelAnswer): string | null {
  if (refusal !== null || finishReason === "refusal") return "the model refused to answer";
  if (finishReason === "content-filter") return "the provider's filter held it back";
  if (finishReason === "length") return "it was cut off at the limit of output tokens (maxOutputTokens)";
  return null;
}

async function flag(
  trace: TraceRecorder,
  { deviation, answer }: { readonly deviation: string; readonly answer: ModelAnswer },
): Promise<void> {
  await trace.observe({ name: "answer deviates", type: "EVENT" }, (observation) =>
    observation.update({
      statusMessage: deviation,
      metadata: { finishReason: answer.finishReason, refused: answer.finishReason === "refusal" },
    }),
  );
}
