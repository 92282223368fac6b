import type { IncomingMessage } from "node:http";
import type { Refusal } from "./refusal.js";

const READS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses what would change something and was caused by a page of another origin. Browsers say so themselves, in
 * Sec-Fetch-Site or, older ones, in Origin; commands and scripts send neither.
 */
export function checkOrigin(request: Pick<IncomingMessage, "method" | "headers">): Refusal | null {
  const { method = "GET", headers } = request;
  if (READS.has(method)) return null;
  const site = headers["sec-fetch-site"];
  const isOwn =
    site === undefined
      ? headers.origin === undefined || isSameHost(headers.origin, headers.host)
      : site === "same-origin" || site === "none";
  if (isOwn) return null;
  return { status: 403, message: `a page of another origin cannot ${method} here` };
}

/** The scheme is left out: a proxy in front may speak TLS where this server does not. */
function isSameHost(origin: string, host: string | undefined): boolean {
  if (!URL.canParse(origin)) return false;
  return new URL(origin).host !== "" && new URL(origin).host === host?.toLowerCase();
}
