import type { ModelAnswer } from "../../domain/model/models.js";
import { answerObject } from "./answer-object.js";
import type { Reading } from "./judgement.js";

/**
 * Reads a judge's choice: the last object with one in the text, else the structured output, else a text that is
 * one of the choices and nothing more. What is none of the choices is refused, not guessed at.
 */
export function readChoice(
  answer: Pick<ModelAnswer, "object" | "text">,
  choices: readonly string[],
): Reading<string> {
  const found = answerObject(answer, "choice");
  const { object } = found;
  if (object === null && found.problem !== null) return { problem: found.problem };
  const given = object === null ? answer.text : object.choice;
  const text = typeof given === "string" ? given.trim() : "";
  const choice = choices.find((one) => one === text);
  if (choice === undefined) {
    return {
      problem: object === null ? `no choice in an answer of ${text.length} characters` : "an unknown choice",
    };
  }
  const reason = typeof object?.reason === "string" && object.reason.trim() !== "" ? object.reason : null;
  return { value: choice, reason };
}
