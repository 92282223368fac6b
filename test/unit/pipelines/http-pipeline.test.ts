import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { observationId } from "../../../src/domain/ids.js";
import { findTransientModelError } from "../../../src/domain/model/model-errors.js";
import { isPermanentError } from "../../../src/domain/permanent-error.js";
import { checkPipelineEnvironment } from "../../../src/domain/pipeline/pipeline-environment.js";
import { parsePipelineConfig } from "../../../src/domain/pipeline/pipeline-input.js";
import { type HttpPipelineDefinition, httpPipeline } from "../../../src/pipelines/http-pipeline.js";
import { failureOf } from "../../support/failure-of.js";
import {
  answerWith,
  type LocalService,
  type ReceivedRequest,
  startLocalService,
} from "../../support/local-service.js";
import { callTestPipeline, TEST_TRACE_ID } from "../../support/pipeline-call.js";

const SECRET = "sk-MARKER-7f3a";
const services: LocalService[] = [];
afterEach(async () => {
  delete process.env.TEST_SERVICE_TOKEN;
  await Promise.all(services.splice(0).map((service) => service.stop()));
});

async function serve(
  answer: (response: ServerResponse, request: ReceivedRequest) => void,
): Promise<LocalService> {
  const service = await startLocalService(answer);
  services.push(service);
  return service;
}

/** A pipeline of a service that gives one answer. */
async function pipelineAnswering(
  answer: Parameters<typeof answerWith>[1],
  definition: Partial<HttpPipelineDefinition> = {},
) {
  const service = await serve((response) => answerWith(response, answer));
  const url = `${service.baseUrl}/analyze`;
  return { service, url, pipeline: httpPipeline({ url, ...definition }) };
}

const where = (url: string, message: string): string => message.replaceAll("URL", url);

describe("httpPipeline", () => {
  test("posts input, config, item and repetition as JSON, and gives the answer", async () => {
    const { pipeline, service, url } = await pipelineAnswering({ body: { summary: "s" } });
    const { output, observations } = await callTestPipeline(pipeline, {
      input: { article: "ä" },
      config: { tone: "dry" },
      item: { id: "item-9", metadata: { group: "a" } },
      repetition: 2,
    });
    expect(output).toEqual({ summary: "s" });
    const [request] = service.requests;
    expect(request).toMatchObject({ method: "POST", path: "/analyze" });
    expect(JSON.parse(request?.body ?? "")).toEqual({
      input: { article: "ä" },
      config: { tone: "dry" },
      item: { id: "item-9", metadata: { group: "a" } },
      repetition: 2,
    });
    expect(request?.headers).toMatchObject({
      "content-type": "application/json",
      accept: "application/json",
    });
    expect(observations).toMatchObject([
      { name: `POST ${url}`, metadata: { status: 200, outputBytes: 15 }, level: "DEFAULT" },
    ]);
  });

  test("sends the run's trace, and the same idempotency key with every try of a run only", async () => {
    const { pipeline, service } = await pipelineAnswering({ body: {} });
    const item = { id: "item-1", metadata: {} };
    await callTestPipeline(pipeline, { item, repetition: 0 });
    await callTestPipeline(pipeline, { item, repetition: 0 });
    await callTestPipeline(pipeline, { item, repetition: 1 });
    const keys = service.requests.map(({ headers }) => headers["idempotency-key"]);
    expect(keys[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
    expect(service.requests[0]?.headers.traceparent).toBe(
      `00-${TEST_TRACE_ID}-${observationId(TEST_TRACE_ID, "pipeline/0")}-01`,
    );
  });

  test("takes url and body from the config, method and output from the definition", async () => {
    const service = await serve((response) =>
      answerWith(response, { status: 201, body: { "a/b": [{ text: "t" }] } }),
    );
    const pipeline = httpPipeline({
      url: "{{ baseUrl }}/v{{ config.version }}/analyze?k={{ key | url_encode }}",
      method: "PUT",
      headers: { "Content-Type": "application/vnd.api+json" },
      body: ({ input, config }) => ({ text: input, version: config.version ?? null }),
      output: "/a~1b/0/text",
      config: z.object({ baseUrl: z.string(), version: z.int(), key: z.string().default("a b") }),
    });
    const config = { baseUrl: service.baseUrl, version: 2 };
    expect((await callTestPipeline(pipeline, { config })).output).toBe("t");
    expect(service.requests[0]).toMatchObject({
      method: "PUT",
      path: "/v2/analyze?k=a+b",
      body: '{"text":"text","version":2}',
      headers: { "content-type": "application/vnd.api+json" },
    });
  });

  test("reads header values from the environment at the call, and shows them in no message", async () => {
    const service = await serve((response, { headers }) =>
      answerWith(response, { status: 403, body: `bad token: ${headers.authorization}` }),
    );
    const url = `${service.baseUrl}/analyze`;
    const pipeline = httpPipeline({
      url,
      headers: { authorization: { fromEnvironment: "TEST_SERVICE_TOKEN", prefix: "Bearer " } },
    });
    process.env.TEST_SERVICE_TOKEN = SECRET;
    const error = await failureOf(callTestPipeline(pipeline));
    expect(service.requests[0]?.headers.authorization).toBe(`Bearer ${SECRET}`);
    expect(error.message).toBe(where(url, "POST URL answered 403: bad token: Bearer [hidden]"));
    expect(JSON.stringify(pipeline)).not.toContain(SECRET);
  });

  test("names the missing environment variable before anything is sent", async () => {
    const { pipeline, service } = await pipelineAnswering(
      { body: {} },
      { headers: { authorization: { fromEnvironment: "TEST_SERVICE_TOKEN" } } },
    );
    expect(() => checkPipelineEnvironment(pipeline, { pipelineName: "p", environment: {} })).toThrow(
      'Pipeline "p" reads the environment variable TEST_SERVICE_TOKEN, which is not set or empty here. ' +
        "Set it for the worker and start again.",
    );
    checkPipelineEnvironment(pipeline, { pipelineName: "p", environment: { TEST_SERVICE_TOKEN: "t" } });
    const error = await failureOf(callTestPipeline(pipeline));
    expect(error.message).toBe(
      "The environment variable TEST_SERVICE_TOKEN, which the pipeline reads, is not set or empty. Set it for the worker.",
    );
    expect(isPermanentError(error)).toBe(true);
    expect(service.requests).toHaveLength(0);
  });

  test("names the variable whose value no header can carry, not the value", async () => {
    const { pipeline } = await pipelineAnswering(
      { body: {} },
      { headers: { "X-Token": { fromEnvironment: "TEST_SERVICE_TOKEN" } } },
    );
    process.env.TEST_SERVICE_TOKEN = `${SECRET}\n`;
    expect((await failureOf(callTestPipeline(pipeline))).message).toBe(
      "The environment variable TEST_SERVICE_TOKEN, which the pipeline reads, holds characters that the header " +
        '"x-token" cannot carry, such as a line break. Set it for the worker.',
    );
  });
});

describe("a service that does not answer JSON", () => {
  test.each([
    [
      "HTML",
      {
        headers: { "content-type": "text/html; charset=utf-8" },
        body: "<html><head><title>Sign in</title></head></html>",
      },
      'POST URL answered HTML (title "Sign in"). A pipeline\'s service answers JSON; check url and method.',
    ],
    [
      "HTML that says it is something else",
      { body: "\n<!DOCTYPE html><p>hi" },
      "POST URL answered HTML (21 characters without a title). A pipeline's service answers JSON; check url and method.",
    ],
    [
      "text",
      { body: "done" },
      "POST URL answered 4 characters that are no JSON (content type text/plain). A pipeline's service answers JSON; check url and method.",
    ],
    [
      "nothing",
      { body: "" },
      "POST URL answered 200 with an empty body. A pipeline's service answers JSON; check url and method.",
    ],
  ])("fails for good: %s", async (_kind, answer, message) => {
    const { pipeline, url } = await pipelineAnswering(answer);
    const error = await failureOf(callTestPipeline(pipeline));
    expect(error.message).toBe(where(url, message));
    expect(error.name).toBe("PipelineAnswerUnusableError");
    expect(isPermanentError(error)).toBe(true);
  });

  test("is tried again when it says JSON and sends something broken", async () => {
    const { pipeline, url } = await pipelineAnswering({
      headers: { "content-type": "application/json" },
      body: '{"a": ',
    });
    const error = await failureOf(callTestPipeline(pipeline));
    expect(error.message).toBe(
      where(url, "POST URL answered 6 characters that are no JSON (content type application/json)."),
    );
    expect(isPermanentError(error)).toBe(false);
  });

  test("is believed when it sends JSON as HTML", async () => {
    const { pipeline } = await pipelineAnswering({ headers: { "content-type": "text/html" }, body: "[1]" });
    expect((await callTestPipeline(pipeline)).output).toEqual([1]);
  });

  test("is told what names there are when the output is not among them", async () => {
    const { pipeline, url } = await pipelineAnswering(
      { body: { data: { error: "e", code: 1 } } },
      { output: "data.text" },
    );
    const error = await failureOf(callTestPipeline(pipeline));
    expect(error.message).toBe(
      where(
        url,
        'POST URL answered JSON without the output "data.text": "text" is not there; names at /data: error, code.',
      ),
    );
    expect(isPermanentError(error)).toBe(false);
  });

  test("fails for good when it answers more than is allowed, without being read to the end", async () => {
    const service = await serve((response) => response.writeHead(200).write("x".repeat(5_000_000)));
    const url = `${service.baseUrl}/analyze`;
    const pipeline = httpPipeline({ url, maxOutputBytes: 1_000 });
    const error = await failureOf(callTestPipeline(pipeline));
    expect(error.message).toBe(
      where(
        url,
        "POST URL answered more than 1000 bytes. Let the service answer less, or raise the pipeline's maxOutputBytes.",
      ),
    );
    expect(isPermanentError(error)).toBe(true);
    await service.clientGone;
  });
});

describe("a service that refuses or fails", () => {
  test.each([
    [429, { "retry-after": "7" }, 7_000],
    [503, { "retry-after": "0.5" }, 500],
    [503, {}, null],
  ])("uses up no try with %i and %j", async (status, headers, retryAfterMs) => {
    const { pipeline, url } = await pipelineAnswering({ status, headers, body: { error: "busy" } });
    const error = await failureOf(callTestPipeline(pipeline));
    expect(error.message).toBe(`POST ${url} answered ${status}: {"error":"busy"}`);
    expect(findTransientModelError(error)?.retryAfterMs).toBe(retryAfterMs);
    expect(isPermanentError(error)).toBe(false);
  });

  test.each([500, 502, 504, 408, 409, 425])("is tried again after %i", async (status) => {
    const { pipeline, url } = await pipelineAnswering({ status, body: "" });
    const error = await failureOf(callTestPipeline(pipeline));
    expect(error.message).toBe(`POST ${url} answered ${status} with an empty body.`);
    expect(error.name).toBe("PipelineServiceFailedError");
    expect(findTransientModelError(error)).toBeNull();
    expect(isPermanentError(error)).toBe(false);
  });

  test.each([400, 401, 404, 413, 422])("fails for good with %i", async (status) => {
    const { pipeline, url } = await pipelineAnswering({
      status,
      headers: { "content-type": "text/html" },
      body: "<html><title>No</title>",
    });
    const error = await failureOf(callTestPipeline(pipeline));
    expect(error.message).toBe(`POST ${url} answered ${status} with HTML (title "No").`);
    expect(error.name).toBe("PipelineRequestRejectedError");
    expect(isPermanentError(error)).toBe(true);
  });

  test("shows the first 500 characters of what it says", async () => {
    const { pipeline, url } = await pipelineAnswering({ status: 500, body: "x".repeat(501) });
    const error = await failureOf(callTestPipeline(pipeline));
    expect(error.message).toBe(`POST ${url} answered 500: ${"x".repeat(500)}…`);
  });

  test("is tried again when nothing listens there", async () => {
    const { pipeline, service, url } = await pipelineAnswering({ body: {} });
    await service.stop();
    services.splice(0);
    const error = await failureOf(callTestPipeline(pipeline));
    expect(error.message).toBe(
      where(
        url,
        "POST URL got no whole answer: the connection failed (ECONNREFUSED). " +
          "Check that the service runs there and can be reached from the worker.",
      ),
    );
    expect(isPermanentError(error)).toBe(false);
  });

  test("is tried again when it breaks off in the middle of its answer", async () => {
    const service = await serve((response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
      response.write('{"a":');
      setImmediate(() => response.destroy());
    });
    const error = await failureOf(callTestPipeline(httpPipeline({ url: service.baseUrl })));
    expect(error.message).toContain("got no whole answer: the connection failed (ECONNRESET).");
    expect(isPermanentError(error)).toBe(false);
  });

  test("is given up at once when the call is aborted, and sees its client go", async () => {
    const aborting = new AbortController();
    const service = await serve(() => aborting.abort(new Error("timed out")));
    const call = callTestPipeline(httpPipeline({ url: service.baseUrl }), { signal: aborting.signal });
    expect((await failureOf(call)).message).toBe("timed out");
    await service.clientGone;
  });

  test("is given up when the call is aborted in the middle of its answer", async () => {
    const aborting = new AbortController();
    const service = await serve((response) => {
      response.writeHead(200);
      response.write("[", () => aborting.abort(new Error("timed out")));
    });
    const call = callTestPipeline(httpPipeline({ url: service.baseUrl }), { signal: aborting.signal });
    expect((await failureOf(call)).message).toBe("timed out");
    await service.clientGone;
  });
});

describe("a service that repeats the token it was sent", () => {
  const TOKEN = 'tok-"Ab/12+é';
  const tokenIn = { "x-token": { fromEnvironment: "TEST_SERVICE_TOKEN", prefix: "Token " } };
  const told = async (
    answer: (response: ServerResponse) => void,
    options: object = {},
  ): Promise<{ readonly message: string; readonly url: string }> => {
    process.env.TEST_SERVICE_TOKEN = encodeURIComponent(TOKEN);
    const service = await serve(answer);
    const url = `${service.baseUrl}/analyze`;
    const pipeline = httpPipeline({ url, headers: tokenIn, ...options });
    return { message: (await failureOf(callTestPipeline(pipeline))).message, url };
  };
  const sent = encodeURIComponent(TOKEN);

  test("as a field's name: the message about the missing output does not show it", async () => {
    const body = { data: { [sent]: 1, [`other-${TOKEN.toLowerCase()}`]: 2, code: 3 } };
    const { message, url } = await told((response) => answerWith(response, { body }), {
      output: "data.text",
    });
    expect(message).toBe(
      where(
        url,
        'POST URL answered JSON without the output "data.text": "text" is not there; names at /data: [hidden], ' +
          `other-${TOKEN.toLowerCase()}, code.`,
      ),
    );
  });

  test("as a redirect's path and host: the target is told without it", async () => {
    const { message, url } = await told((response) =>
      answerWith(response, {
        body: "",
        status: 307,
        headers: { location: `http://${sent.replaceAll("%", "x")}.example/${sent}` },
      }),
    );
    expect(message).toContain(where(url, "POST URL answered 307, a redirect to http://"));
    expect(message).toContain("/[hidden], which is not followed: ");
    expect(message).not.toContain("tok-%22");
  });

  test.each([
    [
      "in JSON's escapes",
      JSON.stringify({ error: `bad ${sent}/"x"` }),
      'POST URL answered 400: {"error":"bad [hidden]/\\"x\\""}',
    ],
    [
      "in \\u escapes",
      `bad ${Array.from(sent, (c) => `\\u00${c.charCodeAt(0).toString(16)}`).join("")}`,
      "POST URL answered 400: bad [hidden]",
    ],
    ["percent-encoded", `bad ${encodeURIComponent(sent)}`, "POST URL answered 400: bad [hidden]"],
    ["in base64", `bad ${Buffer.from(`Token ${sent}`).toString("base64")}`, null],
  ])("%s: the refusal is told without it", async (_, body, expected) => {
    const { message, url } = await told((response) => answerWith(response, { status: 400, body }));
    if (expected !== null) expect(message).toBe(where(url, expected));
    expect(message).toContain("[hidden]");
    expect(message).not.toContain(Buffer.from(`Token ${sent}`).toString("base64").slice(12, 24));
  });

  test("where the message is cut: before it is", async () => {
    const { message } = await told((response) =>
      answerWith(response, { status: 400, body: `${"x".repeat(490)}${sent}` }),
    );
    expect(message).toMatch(/x{490}\[hidden\]$/);
  });
});

describe("a redirect", () => {
  test("is followed on the same host, with method, headers and body", async () => {
    const service = await serve((response, { path }) =>
      path === "/old"
        ? answerWith(response, { status: 308, headers: { location: "/new?k=1" }, body: "" })
        : answerWith(response, { body: { ok: true } }),
    );
    const pipeline = httpPipeline({ url: `${service.baseUrl}/old`, headers: { "x-key": "k" } });
    expect((await callTestPipeline(pipeline)).output).toEqual({ ok: true });
    expect(service.requests[1]).toMatchObject({
      method: "POST",
      path: "/new?k=1",
      headers: { "x-key": "k" },
      body: service.requests[0]?.body,
    });
  });

  test("is not followed to another host, which never sees the headers", async () => {
    const other = await serve((response) => answerWith(response, { body: {} }));
    const { pipeline, url } = await pipelineAnswering({
      status: 307,
      headers: { location: `${other.baseUrl}/analyze?token=s3cret` },
      body: "",
    });
    const error = await failureOf(callTestPipeline(pipeline));
    expect(error.message).toBe(
      `POST ${url} answered 307, a redirect to ${other.baseUrl}/analyze, which is not followed: ` +
        `it leads to another host; list "${other.host}" in redirectHosts to allow it.`,
    );
    expect(isPermanentError(error)).toBe(true);
    expect(other.requests).toHaveLength(0);
  });

  test("is followed to a host that is listed", async () => {
    const other = await serve((response) => answerWith(response, { body: { from: "other" } }));
    const { pipeline } = await pipelineAnswering(
      { status: 307, headers: { location: `${other.baseUrl}/` }, body: "" },
      { redirectHosts: [other.host] },
    );
    expect((await callTestPipeline(pipeline)).output).toEqual({ from: "other" });
  });

  test("is refused when the request would become a GET", async () => {
    const { pipeline, url, service } = await pipelineAnswering({
      status: 302,
      headers: { location: "/login" },
      body: "",
    });
    expect((await failureOf(callTestPipeline(pipeline))).message).toBe(
      `POST ${url} answered 302, a redirect to ${service.baseUrl}/login, which is not followed: ` +
        "it would turn the request into a GET; let url name the final address.",
    );
  });

  test("is followed five times in a row and no more", async () => {
    const { pipeline, service } = await pipelineAnswering({
      status: 307,
      headers: { location: "/analyze" },
      body: "",
    });
    expect((await failureOf(callTestPipeline(pipeline))).message).toContain(
      "which is not followed: it is one of more than 5 in a row.",
    );
    expect(service.requests).toHaveLength(6);
  });
});

describe("the url of an HTTP pipeline", () => {
  const check = (url: string, config = {}) =>
    parsePipelineConfig(httpPipeline({ url }), { pipelineName: "p", variant: "v", config });

  test.each([
    [
      "{{ baseUrl }}/analyze",
      { base: "http://127.0.0.1" },
      'The template "url" names baseUrl (line 1, column 4), which the variant\'s config does not have. ' +
        "Variables there are: base, config.",
    ],
    [
      "{{ base }}/a",
      { base: "localhost:80" },
      'The pipeline\'s url "{{ base }}/a" has the protocol localhost:.',
    ],
    [
      "/analyze",
      {},
      'The pipeline\'s url "/analyze" is no URL with this config. Allowed is an absolute http or https URL.',
    ],
    [
      "http://user:{{ login }}@host/",
      { login: "s3cret" },
      'The pipeline\'s url "http://[hidden]@host/" holds a user name or password, which would be stored; ' +
        "send it as a header from the environment.",
    ],
  ])("is refused with the config, before anything is paid: %s", (url, config, message) => {
    expect(() => check(url, config)).toThrow(message);
  });

  test("is not tried while the config does not fit its own schema", () => {
    const pipeline = httpPipeline({ url: "{{ base }}", config: z.strictObject({ base: z.url() }) });
    expect(() =>
      parsePipelineConfig(pipeline, { pipelineName: "p", variant: "v", config: { bse: "http://h" } }),
    ).toThrow("✖ Invalid input: expected string, received undefined\n  → at base");
  });
});

describe("the definition of an HTTP pipeline", () => {
  const url = "http://127.0.0.1";
  test.each([
    [
      {},
      'option "url" is undefined; allowed: a URL, such as "http://127.0.0.1:8000/analyze" or "{{ baseUrl }}/analyze".',
    ],
    [
      { url: "{{ a" },
      'option "url" is a string of 4 characters; allowed: a URL as a Liquid template (output "{{ a" not closed, line:1, col:1).',
    ],
    [{ url, method: "GET" }, 'option "method" is a string of 3 characters; allowed: POST, PUT or PATCH.'],
    [
      { url, headers: { "a b": "c" } },
      'option "headers.a b" is a string of 1 characters; allowed: names and values that an HTTP header can carry.',
    ],
    [
      { url, headers: { Host: "c" } },
      'option "headers.Host" is a string of 1 characters; allowed: none of the headers content-length, transfer-encoding, connection, host.',
    ],
    [
      { url, headers: { a: { environment: "A" } } },
      'option "headers.a" is an object with keys environment; allowed: an object of texts or { fromEnvironment: "NAME", prefix: "Bearer " }.',
    ],
    [
      { url, maxOutputBytes: 0 },
      'option "maxOutputBytes" is a number; allowed: a whole number of bytes from 1.',
    ],
    [{ url, output: "" }, 'option "output" is an empty string; allowed: a JSON Pointer such as "/data/text"'],
    [
      { url, retries: 1 },
      'option "retries" is a number; allowed: only the options url, method, headers, body',
    ],
  ])("is refused: %j", (definition, message) => {
    expect(() => httpPipeline(definition as never)).toThrow(`Pipeline definition: ${message}`);
  });
});
