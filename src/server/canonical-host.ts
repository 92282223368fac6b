import { BlockList, isIP } from "node:net";

const LOOPBACK_ADDRESSES = new BlockList();
LOOPBACK_ADDRESSES.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK_ADDRESSES.addAddress("::1", "ipv6");

/** A host with its port, as a Host header, an Origin or the target of a request writes it. */
const AUTHORITY = /^(?:\[[\da-f:.]+\]|[^\s@/?#\\:[\]]+)(?::\d{1,5})?$/i;

/**
 * The one spelling of a host that may have a port: lower case, no trailing dot, addresses as the URL standard writes
 * them, an IPv4 address in IPv6's clothes (`::ffff:127.0.0.1`) as IPv4. Null when the text names no host.
 */
export function canonicalHost(authority: string): string | null {
  if (!AUTHORITY.test(authority) || !URL.canParse(`http://${authority}`)) return null;
  const host = new URL(`http://${authority}`).hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  const [, high, low] = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(host) ?? [];
  if (high === undefined || low === undefined) return host === "" ? null : host;
  const bytes = [high, low].flatMap((word) => {
    const number = Number.parseInt(word, 16);
    return [number >> 8, number & 255];
  });
  return bytes.join(".");
}

/** The same of an address without brackets, as sockets give it; a zone such as `%eth0` is left out. */
export function canonicalAddress(address: string): string | null {
  const [plain = ""] = address.split("%");
  return canonicalHost(isIP(plain) === 6 ? `[${plain}]` : plain);
}

/** True for names and addresses of this machine that no other one can reach; the host in its one spelling. */
export function isLoopback(host: string): boolean {
  const family = isIP(host);
  return (
    host === "localhost" || (family !== 0 && LOOPBACK_ADDRESSES.check(host, family === 6 ? "ipv6" : "ipv4"))
  );
}
