import { type ZodType, z } from "zod";
import { type JsonValue, toJsonValue } from "../domain/json/json.js";
import type { Pipeline, PipelineCall } from "../domain/pipeline/pipeline.js";
import { type PipelinePayload, toPipelinePayload } from "../domain/pipeline/pipeline-payload.js";
import { redactError } from "../secrets/redact-error.js";
import { redactorOfSent } from "../secrets/sent-secrets.js";
import {
  expected,
  MAX_OUTPUT_BYTES_OPTION,
  parsePipelineDefinition,
  SCHEMA_OPTION,
  TIMEOUT_OPTION,
} from "./definition-options.js";
import { type EnvironmentValue, listVariables } from "./environment-value.js";
import { showUrl } from "./http-exchange.js";
import { buildHeaders, HEADERS_OPTION } from "./http-headers.js";
import { readHttpOutput } from "./http-output.js";
import { exchangeFollowing } from "./http-redirect.js";
import { renderUrl, urlCheckingSchema } from "./http-url.js";
import { OUTPUT_PATH_SYNTAX } from "./pick-output.js";
import { findTemplateProblem } from "./template.js";

/** A pipeline over HTTP: a service that is already running. */
export interface HttpPipelineDefinition {
  /** A Liquid template over the config: `{{ baseUrl }}/analyze`. */
  readonly url: string;
  /** POST by default. */
  readonly method?: "POST" | "PUT" | "PATCH";
  /** Headers to send. Values from the environment are read at each call and never stored. */
  readonly headers?: Readonly<Record<string, EnvironmentValue>>;
  /** Makes the JSON body; `{ input, config, item: { id, metadata }, repetition }` by default. */
  readonly body?: (call: PipelinePayload) => JsonValue;
  /** Where the answer holds the output: a JSON Pointer (`/data/text`) or names joined by dots (`data.text`). */
  readonly output?: string;
  /** Further hosts, with port, to which redirects are followed. Each of them gets the headers. */
  readonly redirectHosts?: readonly string[];
  /** Largest answer that is read; 64 MiB by default. */
  readonly maxOutputBytes?: number;
  /** A zod schema that checks the item's input before each call. The call gets the value that the schema returns. */
  readonly input?: ZodType;
  /** A zod schema that checks the variant's config when the experiment is started. */
  readonly config?: ZodType;
  /** Longest time for one call; `limits.pipelineTimeoutMs` by default. */
  readonly timeoutMs?: number;
}

const Definition = z.strictObject({
  url: z
    .string()
    .min(1)
    .superRefine((text, context) => {
      const problem = findTemplateProblem(text);
      if (problem !== null)
        context.addIssue({ code: "custom", message: expected(`a URL as a Liquid template (${problem})`) });
    })
    .describe('a URL, such as "http://127.0.0.1:8000/analyze" or "{{ baseUrl }}/analyze"'),
  method: z.enum(["POST", "PUT", "PATCH"]).default("POST").describe("POST, PUT or PATCH"),
  headers: HEADERS_OPTION,
  body: z
    .custom<HttpPipelineDefinition["body"]>((value) => typeof value === "function")
    .optional()
    .describe("a function of ({ input, config, item, repetition }) returning JSON"),
  output: z
    .string()
    .regex(OUTPUT_PATH_SYNTAX)
    .optional()
    .describe('a JSON Pointer such as "/data/text", or names joined by dots such as "data.text"'),
  redirectHosts: z
    .array(z.string().min(1))
    .default([])
    .describe('a list of hosts, such as "api.example.org"'),
  maxOutputBytes: MAX_OUTPUT_BYTES_OPTION,
  input: SCHEMA_OPTION,
  config: SCHEMA_OPTION,
  timeoutMs: TIMEOUT_OPTION,
});
type Definition = z.infer<typeof Definition>;

/**
 * Defines a pipeline that a running service answers:
 * `httpPipeline({ url: "{{ baseUrl }}/analyze", headers: { authorization: { fromEnvironment: "TOKEN", prefix: "Bearer " } } })`.
 *
 * @throws PipelineDefinitionInvalidError naming the option, what was received and what is allowed.
 */
export function httpPipeline(definition: HttpPipelineDefinition): Pipeline {
  const checked = parsePipelineDefinition(Definition, definition);
  return {
    kind: "http",
    inputSchema: checked.input ?? null,
    configSchema: urlCheckingSchema(checked.url, checked.config),
    timeoutMs: checked.timeoutMs ?? null,
    ...listVariables(checked.headers),
    run: (call: PipelineCall<never, never>) => post(call, checked),
  };
}

async function post(call: PipelineCall, definition: Definition): Promise<JsonValue> {
  const { method, maxOutputBytes, redirectHosts, output } = definition;
  const url = renderUrl(definition.url, call.config);
  const subject = `${method} ${showUrl(url)}`;
  const payload = toPipelinePayload(call);
  const body = JSON.stringify(
    definition.body === undefined
      ? payload
      : toJsonValue(definition.body(payload), "The body of the HTTP pipeline"),
  );
  return await call.trace.observe({ name: subject }, async (observation) => {
    const { traceId } = call.trace;
    const headers = buildHeaders(definition.headers, {
      traceId,
      observationId: observation.id,
      item: call.item,
      repetition: call.repetition,
      environment: process.env,
    });
    const hidden = redactorOfSent(headers.secrets);
    try {
      const answer = await exchangeFollowing(
        { url, method, headers: headers.values, body, maxOutputBytes, signal: call.signal },
        { redirectHosts },
      );
      const outputBytes = Buffer.byteLength(answer.body);
      observation.update({ metadata: { status: answer.status, outputBytes } });
      return readHttpOutput(answer, { subject, output, hidden, nowMs: Date.now() });
    } catch (error) {
      // A redirect's target, the names of an answer's fields: whatever a message quotes may be an echo.
      throw redactError(error, hidden);
    }
  });
}
