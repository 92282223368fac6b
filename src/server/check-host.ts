import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { canonicalAddress, canonicalHost, isLoopback } from "./canonical-host.js";
import type { Refusal } from "./refusal.js";

/**
 * Refuses requests that name another host than this machine, the address they came in by, or one that was allowed.
 *
 * Without this, any web page could have a name of its own resolve to this server's address and read the store through
 * its visitor's browser, which sends along whatever lets it in. An address in the request cannot be made to lead
 * elsewhere, so those of this server need no permission.
 */
export function checkHost(
  request: Pick<IncomingMessage, "rawHeaders" | "url" | "socket">,
  allowed: ReadonlySet<string>,
): Refusal | null {
  const named = request.rawHeaders.filter(
    (_, index) => index % 2 === 1 && request.rawHeaders[index - 1]?.toLowerCase() === "host",
  );
  if (named.length !== 1)
    return { status: 400, message: `a request needs one Host header, received ${named.length}` };
  const hosts = [named[0] as string, ...targetHost(request.url ?? "")];
  for (const text of hosts) {
    const host = canonicalHost(text);
    if (host === null) return { status: 400, message: "the Host header names no host" };
    if (isOwn(host, request.socket.localAddress) || allowed.has(host)) continue;
    return {
      status: 403,
      message: `this server does not answer to the host ${JSON.stringify(host)}; to let it, start it with --allow-host ${host} or name it in ASSAY_ALLOW_HOST`,
    };
  }
  return null;
}

/** The host of a request whose target is a whole URL, as proxies get them: it counts beside the header. */
function targetHost(target: string): readonly string[] {
  if (target.startsWith("/") || target === "*") return [];
  const [, authority = ""] = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i.exec(target) ?? [];
  return [authority];
}

function isOwn(host: string, localAddress: string | undefined): boolean {
  if (isLoopback(host)) return true;
  return isIP(host) !== 0 && localAddress !== undefined && canonicalAddress(localAddress) === host;
}
