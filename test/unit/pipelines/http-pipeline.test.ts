import { afterEach, describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { observationId } from "../../../src/domain/ids.js";
import { isPermanentError } from "../../../src/domain/permanent-error.js";
import { checkPipelineEnvironment } from "../../../src/domain/pipeline/pipeline-environment.js";
import { parsePipelineConfig } from "../../../src/domain/pipeline/pipeline-input.js";
import { httpPipeline } from "../../../src/pipelines/http-pipeline.js";
import { failureOf } from "../../support/failure-of.js";
import { pipelineAnswering, SECRET, serve, stopServices, where } from "../../support/http-pipeline.js";
import { answerWith } from "../../support/local-service.js";
import { callTestPipeline, TEST_TRACE_ID } from "../../support/pipeline-call.js";

afterEach(stopServices);

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
