import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createModelGateway } from "../../../src/models/model-gateway.js";
import type { FakeProvider, FakeProviderOptions } from "../../support/fake-provider/fake-provider.js";
import { startFakeProvider } from "../../support/fake-provider/start-fake-provider.js";
import { providerEnvironment } from "../../support/models.js";

const signal = new AbortController().signal;

describe("the check of models at the start", () => {
  const running: { stop(): Promise<void> }[] = [];
  const start = async (options: FakeProviderOptions = {}): Promise<FakeProvider> => {
    const provider = await startFakeProvider({ models: ["gpt-4o", "claude-sonnet-4-6"], ...options });
    running.push(provider);
    return provider;
  };
  /** A server of one fixed status. */
  const answerAlways = async (status: number, body = "{}"): Promise<string> => {
    const server: Server = createServer((_request, response) => response.writeHead(status).end(body));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    running.push({
      stop: async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  let provider: FakeProvider;
  beforeEach(async () => {
    provider = await start();
  });
  afterEach(async () => {
    for (const server of running.splice(0)) await server.stop();
  });
  const check = async (
    models: readonly string[],
    variables: NodeJS.ProcessEnv = {},
  ): Promise<string | null> => {
    const environment = { ...providerEnvironment(provider), ...variables };
    const gateway = createModelGateway({ environment, settings: {} });
    return await gateway.check(models, { signal }).then(
      () => null,
      (error: Error) => `${error.name}: ${error.message}`,
    );
  };

  test("asks each provider once, whatever the number of its models, and makes no model call", async () => {
    expect(await check(["gpt-4o", "openai:gpt-4o", "claude-sonnet-4-6", "local:gpt-4o"])).toBeNull();
    expect(provider.calls.map(({ method, path, apiKeyEnding }) => [method, path, apiKeyEnding])).toEqual([
      ["GET", "/v1/models", "0001"],
      ["GET", "/v1/models", "0002"],
      ["GET", "/v1/models", "0003"],
    ]);
  });

  test("names the variable of a key that is not set", async () => {
    expect(await check(["gpt-4o"], { OPENAI_API_KEY: "" })).toBe(
      "ModelKeyMissingError: OPENAI_API_KEY is not set: models of openai, such as gpt-5.4-mini, need the API key in this variable of the worker's environment.",
    );
    expect(await check(["claude-sonnet-4-6"], { ANTHROPIC_API_KEY: undefined })).toBe(
      "ModelKeyMissingError: ANTHROPIC_API_KEY is not set: models of anthropic, such as claude-sonnet-4-6, need the API key in this variable of the worker's environment.",
    );
    expect(provider.count()).toBe(0);
  });

  test("names the variable of the local base URL that is not set", async () => {
    expect(await check(["local:llama3"], { ASSAY_LOCAL_BASE_URL: undefined })).toBe(
      "ModelKeyMissingError: ASSAY_LOCAL_BASE_URL is not set: models named local:NAME need the base URL of an OpenAI-compatible server, such as http://localhost:11434/v1 for Ollama.",
    );
  });

  test("names the variable of a key that is not accepted, and never the key", async () => {
    const strict = await start({ acceptedKeys: ["another"] });
    const said = await check(["gpt-4o"], { OPENAI_BASE_URL: strict.openaiBaseUrl });
    expect(said).toBe(
      `ModelKeyRejectedError: OPENAI_API_KEY is not accepted: openai at ${strict.openaiBaseUrl} answers with status 401.`,
    );
    expect(strict.count()).toBe(1);
  });

  test("says that a local server wants a key when none is set", async () => {
    const strict = await start({ acceptedKeys: ["another"] });
    const variables = { ASSAY_LOCAL_BASE_URL: strict.openaiBaseUrl, ASSAY_LOCAL_API_KEY: undefined };
    expect(await check(["local:llama3"], variables)).toBe(
      `ModelKeyRejectedError: ASSAY_LOCAL_API_KEY is not set, and the server wants a key: local at ${strict.openaiBaseUrl} answers with status 401.`,
    );
  });

  test("names an unknown model with those that the provider has", async () => {
    expect(await check(["gpt-4o", "gpt-9-nope"])).toBe(
      `ModelNotFoundError: openai:gpt-9-nope: openai at ${provider.openaiBaseUrl} has no such model. It names gpt-4o, claude-sonnet-4-6. A server that lists models and serves deployments of other names wants models.deployments ("openai:gpt-9-nope": the model it serves), or models.check set to false.`,
    );
    // Asked for by its name too, since aliases are in no list.
    expect(provider.calls.map(({ path }) => path)).toEqual(["/v1/models", "/v1/models/gpt-9-nope"]);
  });

  test("names the base URL at which nothing answers", async () => {
    const gone = await startFakeProvider();
    await gone.stop();
    expect(await check(["gpt-4o"], { OPENAI_BASE_URL: gone.openaiBaseUrl })).toBe(
      `ModelUnreachableError: Nothing answers for openai at ${gone.openaiBaseUrl}. Check the network and OPENAI_BASE_URL.`,
    );
  });

  test("takes a local server without a list of models for good as long as it answers", async () => {
    expect(await check(["local:llama3"], { ASSAY_LOCAL_BASE_URL: await answerAlways(404) })).toBeNull();
  });

  test("says that a base URL of OpenAI without a list of models is probably wrong", async () => {
    const url = await answerAlways(404);
    expect(await check(["gpt-4o"], { OPENAI_BASE_URL: url })).toBe(
      `ModelUnreachableError: GET ${url}/v1/models answers with status 404, which is not how openai answers. Check OPENAI_BASE_URL; for a proxy without this endpoint set models.check to false in the configuration.`,
    );
  });

  test.each([
    ["gpt-4o", "OPENAI_BASE_URL"],
    ["local:llama3", "ASSAY_LOCAL_BASE_URL"],
  ])("says of %s that a web page is no model server", async (model, variable) => {
    const url = await answerAlways(200, "<!doctype html><title>Welcome</title>");
    expect(await check([model], { [variable]: url })).toBe(
      `ModelUnreachableError: GET ${url}/v1/models answers with what is no JSON, such as a web page: no model server is there. Check ${variable}, which usually ends in /v1.`,
    );
  });

  test("names the key that is not set before it asks a provider whose key is", async () => {
    const models = ["gpt-4o", "claude-sonnet-4-6"];
    expect(await check(models, { ANTHROPIC_API_KEY: undefined })).toMatch(
      /^ModelKeyMissingError: ANTHROPIC_API_KEY is not set: /,
    );
    expect(provider.count()).toBe(0);
  });

  test("takes a server's own failure for one that may pass", async () => {
    const url = await answerAlways(503);
    expect(await check(["gpt-4o"], { OPENAI_BASE_URL: url })).toBe(
      `ModelUnavailableError: GET ${url}/v1/models answers with status 503.`,
    );
  });

  test("takes a base URL of Anthropic with the version as well as without", async () => {
    expect(await check(["claude-sonnet-4-6"], { ANTHROPIC_BASE_URL: provider.openaiBaseUrl })).toBeNull();
    expect(await check(["claude-sonnet-4-6"], { ANTHROPIC_BASE_URL: `${provider.baseUrl}/` })).toBeNull();
    expect(provider.calls.map(({ path }) => path)).toEqual(["/v1/models", "/v1/models"]);
  });

  test("refuses a base URL that is none, without repeating it", async () => {
    expect(await check(["gpt-4o"], { OPENAI_BASE_URL: "localhost:8000/MARKER" })).toBe(
      "ModelBaseUrlInvalidError: OPENAI_BASE_URL is no URL. Allowed is http:// or https:// with host and path, such as http://localhost:8000/v1.",
    );
  });

  test("refuses a base URL with a password, without repeating it", async () => {
    expect(await check(["gpt-4o"], { OPENAI_BASE_URL: "https://user:MARKER@proxy.example/v1" })).toBe(
      "ModelBaseUrlInvalidError: OPENAI_BASE_URL carries a user name or a password. Allowed is http:// or https:// with host, path and query; the key goes into OPENAI_API_KEY.",
    );
  });

  test("refuses a name that is no model's before it asks anyone", async () => {
    expect(await check(["gpt-4o", "llama3"])).toMatch(
      /^ModelNameInvalidError: The model name "llama3" names no provider\./,
    );
    expect(provider.count()).toBe(0);
  });
});
