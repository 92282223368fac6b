import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { createAzure } from "@ai-sdk/azure";
import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { afterEach, describe, expect, test } from "@jest/globals";
import { isJsonObject, type JsonObject } from "../../../src/domain/json/json.js";
import type { ModelRequest } from "../../../src/domain/model/models.js";
import { createModelFetch } from "../../../src/models/model-fetch.js";
import { createModelGateway } from "../../../src/models/model-gateway.js";
import { ModelSettings } from "../../../src/models/model-settings.js";

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: JsonObject;
}

const { signal } = new AbortController();
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A server that answers everything with one reply, and what it was asked. */
async function answering(reply: object): Promise<{ readonly url: string; readonly seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      const body: unknown = text === "" ? {} : JSON.parse(text);
      seen.push({
        method: request.method ?? "",
        url: request.url ?? "",
        headers: request.headers,
        body: isJsonObject(body) ? body : {},
      });
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(reply));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const usage = { prompt_tokens: 1_000_000, completion_tokens: 0, total_tokens: 1_000_000 };
const completion = {
  id: "c",
  object: "chat.completion",
  created: 1,
  model: "m",
  choices: [{ index: 0, message: { role: "assistant", content: "Paris" }, finish_reason: "stop" }],
  usage,
};

const generate = async (
  settings: ModelSettings,
  request: Partial<ModelRequest> & { readonly model: string },
  environment: NodeJS.ProcessEnv = {},
) => {
  ModelSettings.parse(settings);
  const gateway = createModelGateway({ environment, settings });
  return await gateway.generate({ prompt: "Capital?", ...request }, { signal });
};

describe("an endpoint of the configuration", () => {
  test("is asked at its base URL with its query, its key and its headers", async () => {
    const { url, seen } = await answering(completion);
    const settings: ModelSettings = {
      providers: {
        mine: {
          baseUrl: `${url}/openai/v1?api-version=2025-01-01`,
          keyVariable: "MINE_KEY",
          headers: {
            "HTTP-Referer": "https://example.com",
            "X-Team": { fromEnvironment: "TEAM", prefix: "team " },
          },
        },
      },
    };
    const answer = await generate(
      settings,
      { model: "mine:org/m", maxOutputTokens: 5 },
      { MINE_KEY: "k", TEAM: "a" },
    );
    expect(answer.text).toBe("Paris");
    expect(seen[0]).toMatchObject({
      url: "/openai/v1/chat/completions?api-version=2025-01-01",
      headers: { authorization: "Bearer k", "http-referer": "https://example.com", "x-team": "team a" },
      body: { model: "org/m", max_tokens: 5 },
    });
  });

  test("takes reasoning effort, verbosity and the newer name of the limit where the configuration says so", async () => {
    const { url, seen } = await answering(completion);
    const providers = { mine: { baseUrl: url } };
    const asked = { model: "mine:m", maxOutputTokens: 5, reasoningEffort: "low", verbosity: "high" } as const;
    await generate({ providers }, asked);
    const capabilities = { "mine:m": { maxCompletionTokens: true, reasoningEffort: true, verbosity: true } };
    await generate({ providers, capabilities }, asked);
    expect(seen.map(({ body: { messages: _messages, ...body } }) => body)).toEqual([
      { model: "m", max_tokens: 5 },
      { model: "m", max_completion_tokens: 5, reasoning_effort: "low", verbosity: "high" },
    ]);
  });

  test("says which variable is missing, and never shows a key of its query", async () => {
    const gone = await answering({});
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const providers = { mine: { baseUrl: `${gone.url}/v1?api-key=MARKER`, keyVariable: "MINE_KEY" } };
    await expect(generate({ providers }, { model: "mine:m" })).rejects.toThrow(
      "MINE_KEY is not set: models.providers.mine reads this variable of the worker's environment.",
    );
    const failure = generate({ providers }, { model: "mine:m" }, { MINE_KEY: "k" });
    await expect(failure).rejects.toThrow("mine:m: the connection failed (ECONNREFUSED).");
  });

  test.each([
    [{ providers: { openai: { baseUrl: "http://a" } } }, "openai is there already; take another name"],
    [{ providers: { "My One": { baseUrl: "http://a" } } }, "Invalid key in record"],
    [{ providers: { mine: { url: "http://a" } } }, "Invalid input"],
    [
      { prices: { "mine:m": { inputUsdPerMillion: 1, outputUsdPerMillion: 1 } } },
      'The model name "mine:m" names no provider',
    ],
    [{ deployments: { "openai:x": "gpt4" } }, 'The model name "gpt4" names no provider'],
  ])("is refused when it is %j", (settings, message) => {
    const parsed = ModelSettings.safeParse(settings);
    expect(parsed.error?.issues.map((issue) => issue.message).join()).toContain(message);
  });
});

describe("settings of OpenAI's reasoning models", () => {
  test("are sent, under a deployment's name too, which has the price and capabilities of what it serves", async () => {
    const { url, seen } = await answering(completion);
    const environment = { OPENAI_API_KEY: "k", OPENAI_BASE_URL: `${url}/openai/v1?api-version=preview` };
    const asked = { maxOutputTokens: 9, temperature: 0, reasoningEffort: "high", verbosity: "low" } as const;
    await generate({}, { model: "gpt-5-mini", ...asked }, environment);
    const deployments = { "openai:judge": "gpt-5-mini" };
    const { costUsd } = await generate({ deployments }, { model: "openai:judge", ...asked }, environment);
    // gpt-5-mini: 0.25 USD per million tokens of input.
    expect(costUsd).toBe(0.25);
    for (const [index, model] of ["gpt-5-mini", "judge"].entries()) {
      const { messages: _messages, ...body } = seen[index]?.body ?? {};
      expect(body).toEqual({ model, max_completion_tokens: 9, reasoning_effort: "high", verbosity: "low" });
    }
    expect(seen[0]?.url).toBe("/openai/v1/chat/completions?api-version=preview");
  });

  test("are those of a model that takes no temperature, whatever it is called", async () => {
    const { url, seen } = await answering(completion);
    const capabilities = { "openai:max400": { temperature: false, topP: false, logprobs: false } };
    const environment = { OPENAI_API_KEY: "k", OPENAI_BASE_URL: `${url}/v1` };
    await generate(
      { capabilities },
      { model: "openai:max400", maxOutputTokens: 9, temperature: 0 },
      environment,
    );
    const { messages: _messages, ...body } = seen[0]?.body ?? {};
    expect(body).toEqual({ model: "max400", max_completion_tokens: 9 });
  });
});

describe("a provider of the AI SDK", () => {
  test("Google's is asked as any other", async () => {
    const { url, seen } = await answering({
      candidates: [
        {
          content: { role: "model", parts: [{ text: "It is.", thought: true }, { text: "Paris" }] },
          finishReason: "STOP",
        },
      ],
      usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 2, totalTokenCount: 12 },
    });
    const google = createGoogleGenerativeAI({ apiKey: "k", baseURL: url });
    const answer = await generate(
      { providers: { google } },
      { model: "google:gemini-2.5-flash", temperature: 0 },
    );
    expect(answer).toMatchObject({
      text: "Paris",
      reasoning: "It is.",
      finishReason: "stop",
      usage: { inputTokens: 10 },
    });
    // 10 tokens at 0.30 and 2 at 2.50 USD per million.
    expect(answer.costUsd).toBeCloseTo((10 * 0.3 + 2 * 2.5) / 1e6, 12);
    expect(seen[0]?.url).toBe("/models/gemini-2.5-flash:generateContent");
    expect(seen[0]?.body).toMatchObject({ generationConfig: { temperature: 0 } });
  });

  test("Azure's has the price and capabilities of the model that a deployment serves", async () => {
    const { url, seen } = await answering(completion);
    const azure = createAzure({ apiKey: "k", baseURL: url });
    const chat = { languageModel: (deployment: string) => azure.chat(deployment) };
    const settings = { providers: { azure: chat }, deployments: { "azure:prod": "gpt-4o" } };
    const answer = await generate(settings, { model: "azure:prod", seed: 7 });
    expect([answer.text, answer.costUsd]).toEqual(["Paris", 2.5]);
    expect(seen[0]?.body).toMatchObject({ model: "prod", seed: 7 });
    expect(seen[0]?.headers["api-key"]).toBe("k");
  });

  test("of another version of its interface is refused", async () => {
    const old = { languageModel: () => ({ specificationVersion: "v2" }) as never };
    await expect(generate({ providers: { old } }, { model: "old:m" })).rejects.toThrow(
      "old:m: the provider speaks v2 of the AI SDK's interface. Allowed is v3, that of AI SDK 6.",
    );
  });
});

describe("a proxy", () => {
  /** A proxy that tells what it was asked to connect to, and connects to `target` instead. */
  const proxy = async (target: string): Promise<{ readonly url: string; readonly asked: string[] }> => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(completion));
    });
    server.on("connect", (request, socket) => {
      asked.push(request.url ?? "");
      const { hostname, port } = new URL(target);
      const upstream = connect(Number(port), hostname, () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        upstream.pipe(socket);
        socket.pipe(upstream);
      });
      socket.on("error", () => upstream.destroy());
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
  };

  test.each(["http_proxy", "HTTP_PROXY", "ALL_PROXY"])(
    "named by %s is asked for other machines, never for this one",
    async (variable) => {
      const { url, seen } = await answering(completion);
      const { url: proxyUrl, asked } = await proxy(url);
      const modelFetch = createModelFetch({ environment: { [variable]: proxyUrl } });
      const distant = await modelFetch("http://models.example/v1/x");
      expect(await distant.json()).toMatchObject({ object: "chat.completion" });
      expect(asked).toEqual([expect.stringContaining("models.example")]);
      await modelFetch(`${url}/near`);
      await modelFetch(`${url.replace("127.0.0.1", "localhost")}/near`);
      expect(asked).toHaveLength(1);
      expect(seen.filter(({ url: path }) => path === "/near")).toHaveLength(2);
    },
  );

  test.each(["127.0.0.1:PORT", "http://127.0.0.1:PORT/", " http://user:word@127.0.0.1:PORT "])(
    "may be written as %s",
    async (written) => {
      const { url } = await answering(completion);
      const { url: proxyUrl, asked } = await proxy(url);
      const environment = { HTTP_PROXY: written.replace("PORT", new URL(proxyUrl).port) };
      await createModelFetch({ environment })("http://models.example/v1/x");
      expect(asked).toEqual([expect.stringContaining("models.example")]);
    },
  );

  test.each(["socks5://127.0.0.1:1080", "http://", "no proxy", "ftp://proxy.example"])(
    "that cannot be one, %s, is told with its variable, and stops no call to this machine",
    async (written) => {
      const { url, seen } = await answering(completion);
      const modelFetch = createModelFetch({ environment: { https_proxy: written } });
      await expect(modelFetch("https://models.example/v1")).rejects.toThrow(
        "https_proxy names no usable proxy. Allowed is http:// or https:// with host and port, such as http://proxy.example:3128.",
      );
      await modelFetch(`${url}/near`);
      expect(seen).toHaveLength(1);
    },
  );

  test("that does not answer, or will not connect, is named; its password is not", async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const through = (host: string) =>
      createModelFetch({ environment: { HTTP_PROXY: `http://user:word@${host}` } })(
        "http://models.example/v1",
      ).catch((error: Error) => `${error.name}: ${error.message}`);
    const hint = "; NO_PROXY names hosts that need none.";
    const named = "that the environment names (HTTP_PROXY, HTTPS_PROXY or ALL_PROXY)";
    expect(await through(`127.0.0.1:${port}`)).toBe(
      `ModelUnavailableError: The proxy 127.0.0.1:${port} ${named} cannot be reached (ECONNREFUSED)${hint}`,
    );
    const refusing = createServer();
    refusing.on("connect", (_request, socket) =>
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"),
    );
    servers.push(refusing);
    await new Promise<void>((resolve) => refusing.listen(0, "127.0.0.1", resolve));
    const other = (refusing.address() as AddressInfo).port;
    expect(await through(`127.0.0.1:${other}`)).toBe(
      `ModelUnavailableError: The proxy 127.0.0.1:${other} ${named} answers with status 407${hint}`,
    );
  });

  test("is passed by for what NO_PROXY names", async () => {
    const { url } = await answering(completion);
    const { url: proxyUrl, asked } = await proxy(url);
    const modelFetch = createModelFetch({
      environment: { HTTP_PROXY: proxyUrl, no_proxy: "models.invalid,.internal" },
    });
    await expect(modelFetch("http://models.invalid/v1")).rejects.toThrow("fetch failed");
    expect(asked).toEqual([]);
  });
});
