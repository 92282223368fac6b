import { Agent, type Dispatcher, EnvHttpProxyAgent, request } from "undici";
import { readRetryAfterMs } from "../domain/model/retry-after.js";
import {
  NotificationRefusedError,
  NotificationUndeliveredError,
} from "../domain/notification/notification-errors.js";
import { findProxies, type Proxies, ProxyInvalidError } from "../proxies/find-proxies.js";
import { NotificationAddressPrivateError, publicLookup, resolvePublicAddress } from "./address-guard.js";
import type { SendContext } from "./channel.js";
import { type Receiver, readReceiver } from "./receiver.js";

const TIMEOUT_MS = 15_000;
/** More of an answer than this is not read. */
const LONGEST_ANSWER = 1_000_000;
/** Statuses that say "not now". */
const TRANSIENT = new Set([408, 421, 425, 429]);

/** One request of a channel. */
export interface NotificationRequest extends Receiver {
  readonly method: "GET" | "POST" | "PATCH";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Where proxies are looked for. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/**
 * Sends a request to a public address, through the proxy of the environment where there is one, follows no redirect, and
 * returns the body of a good answer.
 *
 * @throws NotificationRefusedError when no further try would do better
 * @throws NotificationUndeliveredError when it may be tried again
 */
export async function sendRequest(given: NotificationRequest): Promise<string> {
  const { receiver, method, headers, body, signal } = given;
  const url = readReceiver(given);
  const agent = await openAgent(url, given);
  try {
    const answer = await request(url, {
      method,
      headers,
      body: body ?? null,
      dispatcher: agent,
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      signal,
    });
    const text = await readText(answer.body);
    refuseStatus(receiver, answer);
    return text;
  } catch (error) {
    if (error instanceof NotificationRefusedError || error instanceof NotificationUndeliveredError)
      throw error;
    if (signal.aborted) throw signal.reason;
    const { code } = error as NodeJS.ErrnoException;
    throw new NotificationUndeliveredError(`${receiver} cannot be reached (${code ?? "no answer"})`);
  } finally {
    // Not awaited: a connection that hangs must not hold the answer.
    void agent.destroy();
  }
}

/** Sends a message as JSON, under a key by which the receiver knows it again. */
export async function postJson(
  receiver: Receiver,
  body: string,
  {
    context: { key, environment, signal },
    headers = {},
  }: {
    readonly context: Pick<SendContext, "key" | "environment" | "signal">;
    readonly headers?: Readonly<Record<string, string>>;
  },
): Promise<void> {
  const own = { "content-type": "application/json", "user-agent": "assay", "idempotency-key": key };
  await sendRequest({
    ...receiver,
    method: "POST",
    headers: { ...own, ...headers },
    body,
    environment,
    signal,
  });
}

/** A proxy resolves names itself, so what a name means here is looked at before; one that only the proxy knows is its own. */
async function openAgent(
  url: URL,
  { allowPrivateAddress, environment }: NotificationRequest,
): Promise<Dispatcher> {
  const lookup = allowPrivateAddress ? {} : { lookup: publicLookup };
  const options = { connect: { ...lookup, timeout: TIMEOUT_MS }, pipelining: 0 };
  const proxies = proxiesFor(url, environment);
  if (proxies === null) return new Agent(options);
  if (!allowPrivateAddress)
    await resolvePublicAddress(url.hostname).catch((error: unknown) => {
      if (error instanceof NotificationAddressPrivateError) throw error;
    });
  return new EnvHttpProxyAgent({ ...options, ...proxies });
}

/** @throws NotificationRefusedError when a variable holds what is no proxy. */
function proxiesFor(url: URL, environment: NotificationRequest["environment"]): Proxies | null {
  try {
    return findProxies(url, environment);
  } catch (error) {
    if (error instanceof ProxyInvalidError) throw new NotificationRefusedError(error.message);
    throw error;
  }
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    // Leaving the loop ends the connection.
    if (bytes > LONGEST_ANSWER) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function refuseStatus(
  receiver: string,
  { statusCode, headers }: { readonly statusCode: number; readonly headers: NodeJS.Dict<string | string[]> },
): void {
  if (statusCode >= 200 && statusCode < 300) return;
  if (statusCode >= 300 && statusCode < 400)
    throw new NotificationRefusedError(
      `${receiver} answered ${statusCode} with a redirect, which is not followed: the message would go to another receiver than the one named. Name the address that it redirects to.`,
    );
  const told = `${receiver} answered ${statusCode}`;
  // GitHub's word for "too many" is 403 with a time to wait.
  if (
    statusCode >= 500 ||
    TRANSIENT.has(statusCode) ||
    (statusCode === 403 && headers["retry-after"] !== undefined)
  )
    throw new NotificationUndeliveredError(told, readRetryAfterMs(headers, Date.now()));
  throw new NotificationRefusedError(told);
}
