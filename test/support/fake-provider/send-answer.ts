import { completeAnswer } from "./complete-answer.js";
import { defaultAnswer } from "./default-answer.js";
import { Exchange } from "./exchange.js";
import { isProviderFault, type ProviderAnswer } from "./provider-answer.js";
import type { ProviderRequest } from "./provider-request.js";
import { sendFault } from "./send-fault.js";
import type { WireProtocol } from "./wire/wire-protocol.js";

/** The call that is answered. */
export interface AnswerContext {
  readonly exchange: Exchange;
  readonly protocol: WireProtocol;
  readonly request: ProviderRequest;
  readonly nowMs: number;
}

/** Sends an answer in the form that the request asked for: a fault, a stream or one body. */
export async function sendAnswer(answer: ProviderAnswer, context: AnswerContext): Promise<void> {
  const { exchange, protocol, request } = context;
  const isFault = isProviderFault(answer);
  const completion = completeAnswer(isFault ? defaultAnswer(request) : answer, context);
  const events = request.stream ? (protocol.writeEvents?.(completion, request) ?? null) : null;
  const body = () => JSON.stringify(protocol.writeBody(completion, request));
  if (isFault) {
    const whole =
      events === null
        ? { body: body(), contentType: "application/json" }
        : { body: events.map(Exchange.frame).join(""), contentType: "text/event-stream; charset=utf-8" };
    return sendFault(exchange, answer, whole);
  }
  exchange.call.usage = completion.usage;
  const headers = answer.headers ?? {};
  if (events === null) return exchange.send(body(), { status: 200, headers });
  await exchange.stream(events, { headers, chunkDelayMs: answer.chunkDelayMs ?? 0 });
}
