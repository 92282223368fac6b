import type { FakeProvider } from "../../support/fake-provider/fake-provider.js";

/** Body of a reply, loosely: each test names the fields that it is about. */
export interface LooseJson extends Iterable<LooseJson> {
  readonly [key: string | number]: LooseJson;
}

/** A reply with its body read. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: LooseJson;
}

/** Posts JSON to a path of the provider, with the version header that Anthropic asks for. */
export async function post(
  provider: FakeProvider,
  call: {
    readonly path: string;
    readonly body: object;
    readonly headers?: Record<string, string>;
    readonly signal?: AbortSignal;
  },
): Promise<Reply> {
  const { path, body, headers, signal } = call;
  const version = path === "/v1/messages" ? { "anthropic-version": "2023-06-01" } : {};
  const response = await fetch(provider.baseUrl + path, {
    method: "POST",
    headers: { "content-type": "application/json", ...version, ...headers },
    body: JSON.stringify(body),
    signal: signal ?? null,
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson ? JSON.parse(text) : null) as LooseJson,
  };
}

/** A chat completions request with one user message. */
export function chat(content: string, rest: object = {}): { path: string; body: object } {
  return {
    path: "/v1/chat/completions",
    body: { model: "gpt-4o", messages: [{ role: "user", content }], ...rest },
  };
}

/** An Anthropic messages request with one user message. */
export function message(content: string, rest: object = {}): { path: string; body: object } {
  return {
    path: "/v1/messages",
    body: { model: "claude-sonnet-4", max_tokens: 64, messages: [{ role: "user", content }], ...rest },
  };
}

/** A Responses API request with one user message. */
export function response(content: string, rest: object = {}): { path: string; body: object } {
  const input = [{ role: "user", content: [{ type: "input_text", text: content }] }];
  return { path: "/v1/responses", body: { model: "gpt-4o", input, ...rest } };
}

/** The data of a reply's server-sent events, without the end mark. */
export function eventData(reply: Reply): LooseJson[] {
  return reply.text
    .split("\n")
    .filter((line) => line.startsWith("data: ") && line !== "data: [DONE]")
    .map((line) => JSON.parse(line.slice(6)) as LooseJson);
}
