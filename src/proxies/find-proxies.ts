import { BlockList, isIP } from "node:net";

/** Connections to this machine never go through a proxy. */
const LOOPBACK_HOST =
  /^(localhost\.?|.*\.localhost\.?|127(\.\d{1,3}){3}|\[::1?\]|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\]|0\.0\.0\.0)$/i;

/** Proxies as the options of undici's `EnvHttpProxyAgent`: an empty text is none. */
export interface Proxies {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  readonly noProxy: string;
}

/** A variable holds what is no proxy. */
export class ProxyInvalidError extends Error {
  constructor(variable: string) {
    super(
      `${variable} names no usable proxy. Allowed is http:// or https:// with host and port, such as http://proxy.example:3128.`,
    );
  }
}

/**
 * The proxies of the usual variables, HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY, the lower-case ones first, as other
 * tools read them; null without any, and for this machine.
 *
 * @throws ProxyInvalidError
 */
export function findProxies(
  { hostname }: URL,
  environment: Readonly<Record<string, string | undefined>>,
): Proxies | null {
  if (LOOPBACK_HOST.test(hostname)) return null;
  const read = (name: string): Setting =>
    [name.toLowerCase(), name]
      .map((variable) => ({ variable, value: environment[variable]?.trim() ?? "" }))
      .find(({ value }) => value !== "");
  const all = read("ALL_PROXY");
  const httpProxy = urlOf(read("HTTP_PROXY") ?? all);
  const httpsProxy = urlOf(read("HTTPS_PROXY") ?? all);
  if (httpProxy === "" && httpsProxy === "") return null;
  const noProxy = read("NO_PROXY")?.value ?? "";
  return isInNoProxyNetwork(hostname, noProxy) ? null : { httpProxy, httpsProxy, noProxy };
}

type Setting = { readonly variable: string; readonly value: string } | undefined;

/** The URL of a proxy, which many write without its scheme. */
function urlOf(setting: Setting): string {
  if (setting === undefined) return "";
  const { variable, value } = setting;
  const url = value.includes("://") ? value : `http://${value}`;
  const isUsable =
    URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) && /^[\w.:[\]-]+$/.test(new URL(url).host);
  if (!isUsable) throw new ProxyInvalidError(variable);
  return url;
}

/** True when an address stands in NO_PROXY within a network, such as `10.0.0.0/8` or `fd00::/8`; names are not looked up. */
function isInNoProxyNetwork(hostname: string, noProxy: string): boolean {
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
