import { BlockList, isIP } from "node:net";

/** True when an address stands in NO_PROXY within a network, such as `10.0.0.0/8` or `fd00::/8`; names are not looked up. */
export function isInNoProxyNetwork(hostname: string, noProxy: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, "");
  const family = familyOf(address);
  if (family === null) return false;
  const networks = new BlockList();
  for (const entry of noProxy.split(/[\s,]+/)) {
    const [network = "", bits = ""] = entry.replace(/[[\]]/g, "").split("/");
    const kind = familyOf(network);
    if (kind === null || !/^\d{1,3}$/.test(bits) || Number(bits) > (kind === "ipv4" ? 32 : 128)) continue;
    networks.addSubnet(network, Number(bits), kind);
  }
  return networks.check(address, family);
}

function familyOf(address: string): "ipv4" | "ipv6" | null {
  const version = isIP(address);
  return version === 0 ? null : version === 4 ? "ipv4" : "ipv6";
}
