/** Codes of Node.js and undici for a connection that failed. */
const CONNECTION_CODE =
  /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|E(HOST|NET)(UNREACH|DOWN)|UND_ERR_\w+)$/;

/** Statuses of HTTP by which a server says that it cannot now. */
const PASSING_STATUS: ReadonlySet<unknown> = new Set([
  408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529,
]);

/** What libraries and people call an outage. */
const OUTAGE =
  /fetch failed|socket hang ?up|network error|connection (was )?(refused|reset|closed|lost|error|timed out)|\b(ECONN\w+|ETIMEDOUT|EAI_AGAIN|ENOTFOUND)\b|time[d-]?[ -]?out|\b(is|was|are|backend|service|server|host|database|api) (currently )?(down|unreachable|offline)\b|unavailable|overloaded|too many requests|rate[- ]?limit|bad gateway|try again (later|in)|HTTP (429|5\d\d)\b/i;

const TIMEOUT_NAME =
  /^(WorkerLostError|CallGivenUpError|TimeoutError|CallTimeoutError|APIConnection(Timeout)?Error|RateLimitError|InternalServerError)$/;

const LONGEST_CHAIN = 20;

/**
 * True for a failure that looks like an outage: a connection, a time-out, a server that could not. It may well work when
 * it is tried later. A guess from code, status and words, for people; nothing is tried again because of it.
 */
export function isPassingFailure(error: unknown): boolean {
  let found: unknown = error;
  for (let depth = 0; depth < LONGEST_CHAIN && typeof found === "object" && found !== null; depth += 1) {
    if (looksPassing(found)) return true;
    if (found instanceof AggregateError && found.errors.some((one) => isPassingFailure(one))) return true;
    found = "cause" in found ? found.cause : null;
  }
  return false;
}

function looksPassing(error: object): boolean {
  const { name, code, status, statusCode, message, permanent, ...flags } = error as Readonly<
    Record<string, unknown>
  >;
  if (permanent === true) return false;
  if (flags.transientModelError === true || flags.unavailableReply === true) return true;
  if (PASSING_STATUS.has(status) || PASSING_STATUS.has(statusCode)) return true;
  if (typeof code === "string" && CONNECTION_CODE.test(code)) return true;
  if (typeof name === "string" && TIMEOUT_NAME.test(name)) return true;
  return typeof message === "string" && OUTAGE.test(message.slice(0, 2_000));
}
