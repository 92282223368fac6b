import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { z } from "zod";
import { Article } from "../golden-set.js";
import { analyzeArticle } from "./analyze-article.js";
import { type ModelAccess, ModelCallFailedError } from "./model-client.js";

const MAXIMUM_BYTES = 200_000;

/** `{ input: { title, article }, config: { style } }`; other fields are ignored, so that clients may send more. */
const AnalysisRequest = z.object({
  input: Article,
  config: z.object({ style: z.enum(["brief", "full"]).default("full") }).default({ style: "full" }),
});

interface Reply {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

const refuse = (status: number, error: string): Reply => ({ status, body: { error } });

/**
 * The service: `POST /analyses` answers `{ output: "Summary: …" }`, `GET /health` answers `{ ok: true }`.
 *
 * 400 the request is wrong, 413 it is too long, 429 the model wants a pause (with its Retry-After), 502 the model
 * failed. A client that hangs up ends the model's call too.
 */
export function createService(access: ModelAccess): Server {
  return createServer((request, response) => {
    const hungUp = new AbortController();
    response.once("close", () => hungUp.abort());
    void answer(request, { access, signal: hungUp.signal })
      .catch((error: unknown) => {
        process.stderr.write(`skillforge: ${error instanceof Error ? error.stack : String(error)}\n`);
        return refuse(500, "The service failed.");
      })
      .then((reply) => send(response, reply));
  });
}

async function answer(
  request: IncomingMessage,
  { access, signal }: { readonly access: ModelAccess; readonly signal: AbortSignal },
): Promise<Reply> {
  const { pathname } = new URL(request.url ?? "/", "http://service");
  if (pathname === "/health") return { status: 200, body: { ok: true } };
  if (pathname !== "/analyses") return refuse(404, "There are POST /analyses and GET /health.");
  if (request.method !== "POST") return refuse(405, "POST an article to /analyses.");
  const text = await readText(request);
  if (text === null) return refuse(413, `The request is longer than ${MAXIMUM_BYTES} bytes.`);
  const parsed = AnalysisRequest.safeParse(parseJson(text));
  if (!parsed.success) return refuse(400, z.prettifyError(parsed.error));
  const { input, config } = parsed.data;
  try {
    const output = await analyzeArticle(access, { article: input, style: config.style, signal });
    return { status: 200, body: { output } };
  } catch (error) {
    if (!(error instanceof ModelCallFailedError)) throw error;
    if (error.status !== 429) return refuse(502, error.message);
    const headers = error.retryAfter === null ? {} : { "retry-after": error.retryAfter };
    return { ...refuse(429, error.message), headers };
  }
}

/** The body; null when it is too long. */
async function readText(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= MAXIMUM_BYTES) chunks.push(chunk);
  }
  return length > MAXIMUM_BYTES ? null : Buffer.concat(chunks).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function send(response: ServerResponse, { status, body, headers }: Reply): void {
  if (response.destroyed) return;
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}
