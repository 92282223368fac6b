import { PipelineRequestRejectedError } from "./http-errors.js";
import { exchange, type HttpAnswer, type HttpRequest, showUrl } from "./http-exchange.js";

const MOST_REDIRECTS = 5;

/** What keeps method and body; after the others a client would ask with GET and lose the item. */
const KEEPING = [307, 308];
const REDIRECTS = [301, 302, 303, ...KEEPING];

/**
 * As `exchange`, following redirects that keep method and body (307, 308), on the same host or one that was
 * allowed: elsewhere the headers, with their keys, are not sent.
 *
 * @throws PipelineRequestRejectedError for any other redirect.
 */
export async function exchangeFollowing(
  request: HttpRequest,
  { redirectHosts }: { readonly redirectHosts: readonly string[] },
): Promise<HttpAnswer> {
  let { url } = request;
  for (let followed = 0; ; followed += 1) {
    const answer = await exchange({ ...request, url });
    if (!REDIRECTS.includes(answer.status)) return answer;
    const target = findTarget(answer, url);
    const problem = findProblem({ answer, url, target, redirectHosts, followed });
    if (target === null || problem !== null)
      throw new PipelineRequestRejectedError(
        `${request.method} ${showUrl(url)} answered ${answer.status}, a redirect to ` +
          `${target === null ? "nowhere" : showUrl(target)}, which is not followed: ${problem}.`,
      );
    url = target;
  }
}

function findTarget(answer: HttpAnswer, url: URL): URL | null {
  const { location } = answer.headers;
  if (location === undefined || !URL.canParse(location, url.href)) return null;
  return new URL(location, url.href);
}

function findProblem({
  answer,
  url,
  target,
  redirectHosts,
  followed,
}: {
  readonly answer: HttpAnswer;
  readonly url: URL;
  readonly target: URL | null;
  readonly redirectHosts: readonly string[];
  readonly followed: number;
}): string | null {
  if (target === null) return "its location is no URL";
  if (!KEEPING.includes(answer.status))
    return "it would turn the request into a GET; let url name the final address";
  if (
    !["http:", "https:"].includes(target.protocol) ||
    (url.protocol === "https:" && target.protocol !== "https:")
  )
    return "it leads from HTTPS to an unprotected connection";
  if (target.host !== url.host && !redirectHosts.includes(target.host) && !isUpgrade(url, target))
    return `it leads to another host; list "${target.host}" in redirectHosts to allow it`;
  return followed >= MOST_REDIRECTS ? `it is one of more than ${MOST_REDIRECTS} in a row` : null;
}

/** From HTTP to HTTPS, both on their usual ports. */
function isUpgrade(url: URL, target: URL): boolean {
  return (
    url.hostname === target.hostname &&
    url.protocol === "http:" &&
    target.protocol === "https:" &&
    url.port === "" &&
    target.port === ""
  );
}
