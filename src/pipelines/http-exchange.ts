import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { PipelineAnswerUnusableError, PipelineServiceFailedError } from "./http-errors.js";

/** One request as sent. */
export interface HttpRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly maxOutputBytes: number;
  readonly signal: AbortSignal;
}

/** One answer as received, whole. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A URL for messages: query and fragment may hold keys or content. */
export function showUrl(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

/**
 * Sends one request over a connection of its own and reads the answer whole.
 *
 * Node's own `fetch` gives up after five minutes without headers, whatever the caller's time-out; and a kept
 * connection that the service has closed meanwhile would fail a call for nothing.
 *
 * @throws PipelineServiceFailedError when the service cannot be reached or breaks off.
 * @throws PipelineAnswerUnusableError when the answer is larger than allowed.
 * @throws the signal's reason once it is aborted.
 */
export async function exchange(request: HttpRequest): Promise<HttpAnswer> {
  try {
    const answer = await send(request);
    const body = await readWhole(answer, request);
    return { status: answer.statusCode ?? 0, headers: answer.headers, body };
  } catch (error) {
    if (request.signal.aborted) throw request.signal.reason;
    if (error instanceof PipelineAnswerUnusableError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const problem = code ?? (error instanceof Error ? error.message : String(error));
    throw new PipelineServiceFailedError(
      `${request.method} ${showUrl(request.url)} got no whole answer: the connection failed (${problem}). ` +
        "Check that the service runs there and can be reached from the worker.",
      { cause: error },
    );
  }
}

function send({ url, method, headers, body, signal }: HttpRequest): Promise<IncomingMessage> {
  const start = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = start(url, {
      method,
      headers: { ...headers, "content-length": Buffer.byteLength(body) },
      signal,
      agent: false,
    });
    sent.once("response", resolve);
    sent.once("error", reject);
    sent.end(body);
  });
}

async function readWhole(
  answer: IncomingMessage,
  { url, method, maxOutputBytes }: HttpRequest,
): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxOutputBytes) {
      // Leaving the loop destroys the connection: the rest is not read.
      throw new PipelineAnswerUnusableError(
        `${method} ${showUrl(url)} answered more than ${maxOutputBytes} bytes. ` +
          "Let the service answer less, or raise the pipeline's maxOutputBytes.",
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
