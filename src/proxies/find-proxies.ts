/** Connections to this machine never go through a proxy. */
const LOOPBACK_HOST = /^(localhost|.*\.localhost|127(\.\d{1,3}){3}|\[::1\]|0\.0\.0\.0)$/i;

/** Proxies as the options of undici's `EnvHttpProxyAgent`: an empty text is none. */
export interface Proxies {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  readonly noProxy: string;
}

/**
 * The proxies of the usual variables, HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY, the lower-case ones first, as other
 * tools read them; null without any, and for this machine.
 */
export function findProxies(
  { hostname }: URL,
  environment: Readonly<Record<string, string | undefined>>,
): Proxies | null {
  if (LOOPBACK_HOST.test(hostname)) return null;
  const read = (name: string): string =>
    environment[name.toLowerCase()]?.trim() || environment[name]?.trim() || "";
  const all = read("ALL_PROXY");
  const httpProxy = read("HTTP_PROXY") || all;
  const httpsProxy = read("HTTPS_PROXY") || all;
  return httpProxy === "" && httpsProxy === "" ? null : { httpProxy, httpsProxy, noProxy: read("NO_PROXY") };
}
