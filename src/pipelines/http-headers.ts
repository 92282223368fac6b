import { validateHeaderName, validateHeaderValue } from "node:http";
import { z } from "zod";
import { uuid5 } from "../domain/ids.js";
import { expected } from "./definition-options.js";
import {
  EnvironmentValue,
  PipelineVariableUnusableError,
  type ResolvedValues,
  resolveValues,
} from "./environment-value.js";

/** Headers that describe the body and connection, which are Assay's to write. */
const OWN_HEADERS = ["content-length", "transfer-encoding", "connection", "host"];

/** The option `headers`. */
export const HEADERS_OPTION = z
  .record(z.string(), EnvironmentValue)
  .superRefine((headers, context) => {
    for (const [name, value] of Object.entries(headers)) {
      const problem = findProblem(name, typeof value === "string" ? value : (value.prefix ?? ""));
      if (problem !== null) context.addIssue({ code: "custom", path: [name], message: expected(problem) });
    }
  })
  .default({})
  .describe('an object of texts or { fromEnvironment: "NAME", prefix: "Bearer " }');

/**
 * Makes the headers of one call. `Idempotency-Key` is the same for every try of a run, so that a backend can
 * refuse to do its work twice; `traceparent` (W3C) lets it join the run's trace.
 *
 * @throws PipelineVariableUnusableError naming the variable.
 */
export function buildHeaders(
  given: Readonly<Record<string, EnvironmentValue>>,
  {
    traceId,
    observationId,
    item,
    repetition,
    environment,
  }: {
    readonly traceId: string;
    readonly observationId: string;
    readonly item: { readonly id: string };
    readonly repetition: number;
    readonly environment: Readonly<Record<string, string | undefined>>;
  },
): ResolvedValues {
  const { values, secrets } = resolveValues(given, environment);
  const own = Object.entries(values).map(([name, value]) => [name.toLowerCase(), value] as const);
  for (const [name, value] of own) {
    if (findProblem(name, value) === null) continue;
    const source = Object.entries(given).find(([header]) => header.toLowerCase() === name)?.[1];
    if (typeof source === "object")
      throw new PipelineVariableUnusableError(
        source.fromEnvironment,
        `holds characters that the header "${name}" cannot carry, such as a line break`,
      );
  }
  const headers = {
    accept: "application/json",
    "accept-encoding": "identity",
    "content-type": "application/json",
    "user-agent": "assay",
    "idempotency-key": uuid5(["pipeline-call", traceId, item.id, repetition]),
    traceparent: `00-${traceId}-${observationId}-01`,
    ...Object.fromEntries(own),
  };
  return { values: headers, secrets };
}

function findProblem(name: string, value: string): string | null {
  if (OWN_HEADERS.includes(name.toLowerCase())) return `none of the headers ${OWN_HEADERS.join(", ")}`;
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return null;
  } catch {
    return "names and values that an HTTP header can carry";
  }
}
