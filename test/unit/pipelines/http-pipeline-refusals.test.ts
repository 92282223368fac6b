import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, test } from "@jest/globals";
import { findTransientModelError } from "../../../src/domain/model/model-errors.js";
import { isPermanentError } from "../../../src/domain/permanent-error.js";
import { httpPipeline } from "../../../src/pipelines/http-pipeline.js";
import { failureOf } from "../../support/failure-of.js";
import { pipelineAnswering, serve, stopServices, where } from "../../support/http-pipeline.js";
import { answerWith, startLocalService } from "../../support/local-service.js";
import { callTestPipeline } from "../../support/pipeline-call.js";

afterEach(stopServices);

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
    const service = await startLocalService((response) => answerWith(response, { body: {} }));
    await service.stop();
    const url = `${service.baseUrl}/analyze`;
    const pipeline = httpPipeline({ url });
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
