import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { TransientModelError } from "../../../src/domain/model/model-errors.js";
import type { ModelRequest } from "../../../src/domain/model/models.js";
import { createModelGateway } from "../../../src/models/model-gateway.js";
import type { FakeProvider } from "../../support/fake-provider/fake-provider.js";
import type { ProviderFault } from "../../support/fake-provider/provider-fault.js";
import { startFakeProvider } from "../../support/fake-provider/start-fake-provider.js";
import { createTestGateway, providerEnvironment } from "../../support/models.js";

const signal = new AbortController().signal;
const PROMPT = "The confidential PROMPT-MARKER of our customer, which is long enough to be found again.";
const MODELS = ["gpt-4o", "claude-sonnet-4-20250514", "local:llama3"] as const;

async function failureOf(promise: Promise<unknown>): Promise<Error> {
  return await promise.then(
    () => {
      throw new Error("The call did not fail.");
    },
    (error: unknown) => error as Error,
  );
}

/** A base URL at which nothing listens any more. */
async function closedPort(): Promise<string> {
  const gone = await startFakeProvider();
  await gone.stop();
  return gone.openaiBaseUrl;
}

describe("a failed model call", () => {
  let provider: FakeProvider;
  beforeEach(async () => {
    provider = await startFakeProvider();
  });
  afterEach(() => provider.stop());
  const fail = (fault: ProviderFault, request: Partial<ModelRequest> = {}) => {
    provider.setAnswer(() => fault);
    const asked = { model: "gpt-4o", prompt: PROMPT, ...request };
    return failureOf(createTestGateway(provider).generate(asked, { signal }));
  };

  test.each<[string, ProviderFault, string, string]>([
    [
      "429",
      { status: 429 },
      "ModelRateLimitedError",
      "openai:gpt-4o: status 429 (rate_limit_exceeded). The provider says: Rate limit reached for requests per min (RPM). Please try again later.",
    ],
    [
      "429 for want of credit",
      { status: 429, code: "insufficient_quota", message: "You exceeded your current quota." },
      "ModelRequestRejectedError",
      "openai:gpt-4o: status 429 (insufficient_quota). The provider says: You exceeded your current quota. Add credit to the account of OPENAI_API_KEY.",
    ],
    [
      "401",
      { status: 401 },
      "ModelKeyRejectedError",
      "openai:gpt-4o: status 401 (invalid_api_key). The provider says: Incorrect API key provided. Check OPENAI_API_KEY in the worker's environment.",
    ],
    [
      "403",
      { status: 403, message: "No.", code: "forbidden" },
      "ModelKeyRejectedError",
      "openai:gpt-4o: status 403 (forbidden). The provider says: No. Check OPENAI_API_KEY in the worker's environment.",
    ],
    [
      "404",
      { status: 404, message: "The model `gpt-4o` does not exist." },
      "ModelNotFoundError",
      "openai:gpt-4o: status 404 (model_not_found). The provider says: The model `gpt-4o` does not exist. Check the model's name, and OPENAI_BASE_URL if it is set.",
    ],
    [
      "400",
      { status: 400, message: "Invalid value for 'n'." },
      "ModelRequestRejectedError",
      "openai:gpt-4o: status 400 (invalid_request_error). The provider says: Invalid value for 'n'.",
    ],
    [
      "413",
      { status: 413 },
      "ModelRequestRejectedError",
      "openai:gpt-4o: status 413 (invalid_request_error). The provider says: Invalid request",
    ],
    [
      "408",
      { status: 408, message: "Timeout" },
      "ModelUnavailableError",
      "openai:gpt-4o: status 408 (invalid_request_error). The provider says: Timeout",
    ],
    [
      "500",
      { status: 500 },
      "ModelUnavailableError",
      "openai:gpt-4o: status 500 (server_error). The provider says: The server had an error while processing your request.",
    ],
    [
      "529",
      { status: 529 },
      "ModelUnavailableError",
      "openai:gpt-4o: status 529 (server_error). The provider says: Internal server error",
    ],
    ["a proxy's HTML page", { fault: "html" }, "ModelUnavailableError", "openai:gpt-4o: status 502."],
    [
      "a page in place of an answer",
      { fault: "html", status: 200 },
      "ModelReplyUnusableError",
      "openai:gpt-4o: the reply has status 200 and holds no answer: it is a web page.",
    ],
    [
      "a malformed body",
      { fault: "malformed" },
      "ModelReplyUnusableError",
      "openai:gpt-4o: the reply has status 200 and holds no answer: it is no JSON, or JSON that was cut off.",
    ],
    [
      "JSON of another shape",
      { fault: "raw", body: '{"answer": 42}' },
      "ModelReplyUnusableError",
      "openai:gpt-4o: the reply has status 200 and holds no answer: it is JSON without an answer.",
    ],
    [
      "no choices",
      { fault: "raw", body: '{"choices": []}' },
      "ModelReplyUnusableError",
      "openai:gpt-4o: the reply has status 200 and holds no answer: it has no choices.",
    ],
    [
      "a body that is cut",
      { fault: "truncated" },
      "ModelUnavailableError",
      "openai:gpt-4o: the reply was cut short (UND_ERR_SOCKET).",
    ],
    [
      "a connection that is reset",
      { fault: "reset" },
      "ModelUnavailableError",
      "openai:gpt-4o: the connection failed (UND_ERR_SOCKET).",
    ],
  ])("tells what %s is", async (_name, fault, type, message) => {
    const error = await fail(fault);
    expect([error.name, error.message]).toEqual([type, message]);
    expect(provider.count()).toBe(1);
  });

  test.each(["hang", "stall"] as const)(
    "ends by its own time limit when the provider does %s",
    async (fault) => {
      const error = await fail({ fault }, { timeoutMs: 100 });
      expect([error.name, error.message]).toEqual([
        "ModelUnavailableError",
        "openai:gpt-4o: no answer within 100 ms.",
      ]);
    },
  );

  test.each<[string, Readonly<Record<string, string>>, number | null]>([
    ["milliseconds", { "retry-after-ms": "1500", "retry-after": "2" }, 1500],
    ["seconds", { "retry-after": "7" }, 7000],
    ["fractions of a second", { "retry-after": "0.25" }, 250],
    ["a date", { "retry-after": "Wed, 21 Oct 2026 07:28:30 GMT" }, 30_000],
    ["a date gone by", { "retry-after": "Wed, 21 Oct 2026 07:27:00 GMT" }, 0],
    ["something else", { "retry-after": "soon" }, null],
    ["nothing", {}, null],
  ])("keeps what Retry-After says in %s", async (_name, headers, expected) => {
    provider.setAnswer(() => ({ status: 429, headers }));
    const gateway = createModelGateway({
      environment: providerEnvironment(provider),
      settings: {},
      now: () => new Date("2026-10-21T07:28:00.000Z"),
    });
    const error = await failureOf(gateway.generate({ model: "gpt-4o", prompt: PROMPT }, { signal }));
    expect((error as TransientModelError).retryAfterMs).toBe(expected);
  });

  test("is the caller's own abort when the caller gave up, and the provider sees the connection close", async () => {
    provider.setAnswer(() => ({ fault: "hang" }));
    const controller = new AbortController();
    const reason = new Error("the experiment was cancelled");
    const asked = createTestGateway(provider).generate(
      { model: "gpt-4o", prompt: PROMPT },
      { signal: controller.signal },
    );
    const failure = failureOf(asked);
    await provider.waitForCalls({ count: 1 });
    controller.abort(reason);
    expect(await failure).toBe(reason);
    await provider.waitForCalls({ count: 1, filter: { aborted: true } });
  });

  test("is not made at all after the caller gave up", async () => {
    const reason = new Error("cancelled");
    const asked = { model: "gpt-4o", prompt: PROMPT };
    const failure = failureOf(
      createTestGateway(provider).generate(asked, { signal: AbortSignal.abort(reason) }),
    );
    expect(await failure).toBe(reason);
    expect(provider.count()).toBe(0);
  });

  test("names the port's failure when nothing listens there", async () => {
    const environment = { ...providerEnvironment(provider), OPENAI_BASE_URL: await closedPort() };
    const gateway = createModelGateway({ environment, settings: {} });
    const error = await failureOf(gateway.generate({ model: "gpt-4o", prompt: PROMPT }, { signal }));
    expect([error.name, error.message]).toEqual([
      "ModelUnavailableError",
      "openai:gpt-4o: the connection failed (ECONNREFUSED).",
    ]);
  });

  const keys = Object.values(providerEnvironment({ openaiBaseUrl: "", baseUrl: "" } as FakeProvider)).filter(
    (value) => value !== undefined && value !== "",
  );
  const echo = `You sent key ${keys.join(" and ")} (Bearer ${keys[0]}) with ${PROMPT} and sk-proj-abc***wxyz`;
  const faults: readonly (readonly [string, ProviderFault])[] = [
    ...[400, 401, 403, 404, 408, 413, 422, 429, 500, 503, 529].map((status): [string, ProviderFault] => [
      `status ${status}`,
      { status, message: echo, code: keys[0] ?? "" },
    ]),
    ["a detail", { fault: "raw", status: 422, body: JSON.stringify({ detail: echo }) }],
    ["an error that is text", { fault: "raw", status: 500, body: JSON.stringify({ error: echo }) }],
    ["an echo without JSON", { fault: "raw", status: 500, body: echo }],
    ["an echo in place of an answer", { fault: "raw", body: JSON.stringify({ echo }) }],
    ["a reset", { fault: "reset" }],
    ["a malformed body", { fault: "malformed" }],
    ["a cut body", { fault: "truncated" }],
    ["a hung connection", { fault: "hang" }],
  ];
  test.each(faults.flatMap(([name, fault]) => MODELS.map((model) => [name, model, fault] as const)))(
    "shows neither key nor prompt after %s from %s",
    async (_name, model, fault) => {
      const error = await fail(fault, { model, timeoutMs: 200 });
      const shown = `${inspect(error, { depth: 20, showHidden: true })} ${error.stack} ${JSON.stringify(error)}`;
      for (const hidden of ["MARKER", "confidential", "customer", "abc***wxyz"]) {
        expect(shown).not.toContain(hidden);
      }
    },
  );

  test("shows no key that a header cannot carry", async () => {
    const environment = { ...providerEnvironment(provider), OPENAI_API_KEY: "sk-MARKER\nsecond line" };
    const gateway = createModelGateway({ environment, settings: {} });
    const error = await failureOf(gateway.generate({ model: "gpt-4o", prompt: PROMPT }, { signal }));
    expect([error.name, error.message]).toEqual([
      "ModelKeyRejectedError",
      "OPENAI_API_KEY holds a space, a line break or another character that no API key has. Copy the key again.",
    ]);
  });

  test("shows no prompt when an embedding fails", async () => {
    provider.setAnswer(() => ({ status: 400, message: `bad input: ${PROMPT}` }));
    const asked = { model: "text-embedding-3-small", texts: [PROMPT] };
    const error = await failureOf(createTestGateway(provider).embed(asked, { signal }));
    expect(error.message).toBe(
      "openai:text-embedding-3-small: status 400 (invalid_request_error). The provider says: bad input: [text of the request]",
    );
  });

  test("of a TLS base URL that speaks plain HTTP is told by its code", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const environment = { ...providerEnvironment(provider), OPENAI_BASE_URL: `https://127.0.0.1:${port}/v1` };
    const gateway = createModelGateway({ environment, settings: {} });
    const error = await failureOf(gateway.generate({ model: "gpt-4o", prompt: PROMPT }, { signal }));
    expect([error.name, error.message]).toEqual([
      "ModelUnavailableError",
      expect.stringMatching(/^openai:gpt-4o: the connection failed \(ERR_SSL_\w+\)\.$/),
    ]);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
