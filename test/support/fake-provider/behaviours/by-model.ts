import type { AnswerFunction } from "../provider-answer.js";

/** Answers by the model asked for, e.g. two variants under test and their judge; others get a 404. */
export function byModel(parameters: {
  readonly models: Readonly<Record<string, AnswerFunction>>;
  readonly otherwise?: AnswerFunction | undefined;
}): AnswerFunction {
  const { models, otherwise = () => ({ status: 404 }) } = parameters;
  return (request) =>
    (Object.hasOwn(models, request.model) ? models[request.model] : otherwise)?.(request) ?? { status: 404 };
}
