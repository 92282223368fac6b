import { z } from "zod";
import { EnvironmentVariableName } from "../domain/environment-reference.js";
import { PermanentError } from "../domain/permanent-error.js";

/**
 * A value that is written in the definition, or one that is read from the environment: `{ fromEnvironment: "API_TOKEN", prefix: "Bearer " }`.
 * `prefix` is put before the value. The value is hidden wherever it would be shown, unless `secret: false` says that anybody may see it.
 */
export const EnvironmentValue = z.union([
  z.string(),
  z.strictObject({
    fromEnvironment: EnvironmentVariableName,
    prefix: z.string().optional(),
    secret: z.boolean().optional(),
  }),
]);
export type EnvironmentValue = z.infer<typeof EnvironmentValue>;

/** An environment variable that a pipeline reads is not set, or cannot be used. */
export class PipelineVariableUnusableError extends PermanentError {
  constructor(name: string, problem: string) {
    super(`The environment variable ${name}, which the pipeline reads, ${problem}. Set it for the worker.`);
  }
}

/** Values by name, and those of them that must be shown nowhere. */
export interface ResolvedValues {
  readonly values: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

/**
 * Reads the referenced variables, at the moment of the call, so that no value is kept.
 *
 * @throws PipelineVariableUnusableError naming the variable, never its value.
 */
export function resolveValues(
  given: Readonly<Record<string, EnvironmentValue>>,
  environment: Readonly<Record<string, string | undefined>>,
): ResolvedValues {
  const secrets: string[] = [];
  const values = Object.entries(given).map(([name, value]) => {
    if (typeof value === "string") return [name, value] as const;
    const secret = environment[value.fromEnvironment];
    if (!secret) throw new PipelineVariableUnusableError(value.fromEnvironment, "is not set or empty");
    if (value.secret !== false) secrets.push(secret);
    return [name, `${value.prefix ?? ""}${secret}`] as const;
  });
  return { values: Object.fromEntries(values), secrets };
}

/** The variables that values refer to, each once, and those of them whose values are secrets. */
export function listVariables(given: Readonly<Record<string, EnvironmentValue>>): {
  readonly environmentVariables: readonly string[];
  readonly secretVariables: readonly string[];
} {
  const references = Object.values(given).filter((value) => typeof value === "object");
  const namesOf = (list: readonly { readonly fromEnvironment: string }[]): readonly string[] => [
    ...new Set(list.map(({ fromEnvironment }) => fromEnvironment)),
  ];
  return {
    environmentVariables: namesOf(references),
    secretVariables: namesOf(references.filter(({ secret }) => secret !== false)),
  };
}
