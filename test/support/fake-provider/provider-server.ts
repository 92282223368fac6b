import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { JsonObject } from "../../../src/domain/json/json.js";
import { requestsPerMinuteLimit } from "./behaviours/requests-per-minute-limit.js";
import { CallLog } from "./call-log.js";
import { defaultAnswer } from "./default-answer.js";
import { Exchange } from "./exchange.js";
import type { FakeProviderOptions } from "./fake-provider.js";
import { findRefusal } from "./find-refusal.js";
import { keptHeaders } from "./kept-headers.js";
import { parseObject } from "./parse-object.js";
import type { AnswerFunction, ProviderAnswer } from "./provider-answer.js";
import type { ProviderRequest } from "./provider-request.js";
import { readBody } from "./read-body.js";
import { sendAnswer } from "./send-answer.js";
import { sentKey } from "./sent-key.js";
import { waitMilliseconds } from "./wait-milliseconds.js";
import { type Endpoint, endpoints } from "./wire/endpoints.js";
import { type ErrorContent, errorBody } from "./wire/error-body.js";
import { modelsBody } from "./wire/models-body.js";
import type { WireProtocol } from "./wire/wire-protocol.js";

/** Serves model calls: checks them as the real provider would, asks the script, sends the answer. */
export class ProviderServer {
  log: CallLog;
  /** The script; may be changed at any time. */
  script: AnswerFunction;
  readonly scriptFailures: Error[] = [];
  readonly #options: FakeProviderOptions;
  readonly #now: () => number;
  readonly #answer: AnswerFunction;
  readonly #inFlight = new Set<Exchange>();
  #attempts = new Map<string, number>();

  constructor(options: FakeProviderOptions, now: () => number) {
    const { requestsPerMinute, burst, answer } = options;
    this.#options = options;
    this.#now = now;
    this.log = new CallLog(now);
    this.script = answer ?? defaultAnswer;
    const scripted: AnswerFunction = (request) => this.script(request);
    this.#answer =
      requestsPerMinute === undefined
        ? scripted
        : requestsPerMinuteLimit({
            requestsPerMinute,
            burst: burst ?? requestsPerMinute,
            now,
            answer: scripted,
          });
  }

  /** Starts a new log; those who wait on the old one are told. */
  clear(): void {
    this.log.stop();
    this.log = new CallLog(this.#now);
    this.#attempts = new Map();
  }

  /** Cuts what is in flight and tells those who wait. */
  stop(): void {
    for (const exchange of this.#inFlight) exchange.cut();
    this.log.stop();
  }

  /** Serves one call from its first byte to its last. */
  async serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(message.url ?? "/", "http://provider").pathname;
    const endpoint = endpoints[path] ?? null;
    const headers = flatHeaders(message);
    const isAnthropicList = endpoint?.name === "models" && headers["anthropic-version"] !== undefined;
    const api = isAnthropicList ? "anthropic" : (endpoint?.api ?? "openai");
    const key = sentKey(message.headers, api);
    const method = message.method ?? "GET";
    const { log } = this;
    const call = log.begin({
      method,
      path,
      endpoint: endpoint?.name ?? null,
      headers: keptHeaders(message.headers),
      apiKeyEnding: key?.slice(-4) ?? null,
    });
    const exchange = new Exchange({ response, log, call, api });
    this.#inFlight.add(exchange);
    exchange.signal.addEventListener("abort", () => this.#inFlight.delete(exchange));
    const text = await readBody(message);
    if (text === null) return;
    const body = parseObject(text);
    call.model = typeof body?.model === "string" ? body.model : null;
    if (this.#options.keepsBodies !== false) call.body = body;
    log.changed();
    const refusal = findRefusal(
      { method, path, endpoint, key, model: call.model, body, headers },
      this.#options,
    );
    if (refusal !== null) return this.#refuse(exchange, refusal);
    if (endpoint === null || endpoint.protocol === null || body === null) {
      const models = modelsBody(this.#options.models ?? ["fake-model"], api);
      return exchange.send(JSON.stringify(models), { status: 200, headers: {} });
    }
    const { protocol } = endpoint;
    const request = this.#readRequest({ exchange, endpoint, protocol, body, headers });
    await this.#reply({ exchange, protocol, request });
  }

  #refuse(exchange: Exchange, content: ErrorContent): void {
    const body = errorBody(exchange.api, content, exchange.requestId);
    exchange.send(JSON.stringify(body), { status: content.status, headers: {} });
  }

  #readRequest(parts: {
    readonly exchange: Exchange;
    readonly endpoint: Endpoint;
    readonly protocol: WireProtocol;
    readonly body: JsonObject;
    readonly headers: Readonly<Record<string, string>>;
  }): ProviderRequest {
    const { exchange, endpoint, protocol, body, headers } = parts;
    const { path, number, model } = exchange.call;
    const hash = createHash("sha256")
      .update(`${path} ${JSON.stringify(body)}`)
      .digest("base64");
    const attempt = (this.#attempts.get(hash) ?? 0) + 1;
    this.#attempts.set(hash, attempt);
    return {
      number,
      attempt,
      endpoint: endpoint.name,
      path,
      model: model ?? "",
      body,
      headers,
      stream: body.stream === true && protocol.writeEvents !== null,
      signal: exchange.signal,
      ...protocol.readContent(body),
    };
  }

  async #reply(parts: {
    readonly exchange: Exchange;
    readonly protocol: WireProtocol;
    readonly request: ProviderRequest;
  }): Promise<void> {
    const { exchange, request } = parts;
    const answer = await this.#ask(request);
    if (answer === null) {
      return this.#refuse(exchange, { status: 400, message: "The fake provider's script threw." });
    }
    const { latencyMs } = this.#options;
    const usualMs = typeof latencyMs === "function" ? latencyMs(request) : (latencyMs ?? 0);
    await waitMilliseconds(answer.latencyMs ?? usualMs, exchange.signal);
    if (exchange.signal.aborted) return;
    await sendAnswer(answer, { ...parts, nowMs: this.#now() });
  }

  async #ask(request: ProviderRequest): Promise<ProviderAnswer | null> {
    try {
      return await this.#answer(request);
    } catch (error) {
      // A script that gives up because the call is over is not at fault.
      if (!request.signal.aborted) {
        this.scriptFailures.push(error instanceof Error ? error : new Error(String(error)));
      }
      return null;
    }
  }
}

function flatHeaders(message: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]));
}
