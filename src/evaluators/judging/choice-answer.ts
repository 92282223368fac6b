import type { ModelAnswer } from "../../domain/model/models.js";
import { answerObjects } from "./answer-objects.js";
import type { Reading } from "./judgement.js";

/**
 * Reads a judge's choice: the object asked for, else the only such object in the text, else a text that is
 * one of the choices and nothing more. What is none of the choices is refused, not guessed at.
 */
export function readChoice(
  answer: Pick<ModelAnswer, "object" | "text">,
  choices: readonly string[],
): Reading<string> {
  const objects = answerObjects(answer, "choice");
  const [object] = objects;
  if (objects.length > 1) return { problem: `${objects.length} objects with a choice` };
  const given = object === undefined ? answer.text : object.choice;
  const text = typeof given === "string" ? given.trim() : "";
  const choice = choices.find((one) => one === text);
  if (choice === undefined) {
    return {
      problem:
        object === undefined ? `no choice in an answer of ${text.length} characters` : "an unknown choice",
    };
  }
  const reason = typeof object?.reason === "string" && object.reason.trim() !== "" ? object.reason : null;
  return { value: choice, reason };
}
