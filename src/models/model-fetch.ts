import type { Dispatcher } from "undici";
import { ModelUnavailableError, ModelUnreachableError } from "../domain/model/model-errors.js";

/** Connections to this machine never go through a proxy. */
const LOOPBACK_HOST = /^(localhost|.*\.localhost|127(\.\d{1,3}){3}|\[::1\]|0\.0\.0\.0)$/i;

/** Proxies by the usual variables, the lower-case ones first, as other tools read them. */
interface ProxyVariables {
  readonly httpProxy: string | undefined;
  readonly httpsProxy: string | undefined;
  readonly noProxy: string | undefined;
}

/**
 * Makes the `fetch` of model calls: through the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY (or the same in lower
 * case) name, but never for this machine; `query` is added to every URL.
 */
export function createModelFetch({
  environment,
  query = "",
}: {
  readonly environment: NodeJS.ProcessEnv;
  readonly query?: string;
}): typeof fetch {
  return async (input, init) => {
    // The AI SDK's providers name a URL; whatever else is fetched is none of a model call's business.
    if (input instanceof Request) return await fetch(input, init);
    const url = withQuery(new URL(input), query);
    if (LOOPBACK_HOST.test(url.hostname)) return await fetch(url, init);
    const variables = readProxyVariables(environment);
    if (variables === null) return await fetch(url, init);
    const { fetch: proxiedFetch } = await import("undici");
    const dispatcher = await proxyOf(variables);
    try {
      // undici's types and those of Node.js describe the same objects.
      return (await proxiedFetch(url, { ...(init as object), dispatcher })) as unknown as Response;
    } catch (error) {
      throw explainProxyFailure(error, variables) ?? error;
    }
  };
}

/** The `fetch` of Assay's own model calls, for providers that a configuration makes itself. */
export const modelFetch: typeof fetch = async (input, init) =>
  await createModelFetch({ environment: process.env })(input, init);

const dispatchers = new Map<string, Promise<Dispatcher>>();

/** One agent for each set of variables, so that connections are used again. */
async function proxyOf(variables: ProxyVariables): Promise<Dispatcher> {
  const key = JSON.stringify(variables);
  const known =
    dispatchers.get(key) ??
    import("undici").then(
      ({ EnvHttpProxyAgent }) =>
        new EnvHttpProxyAgent({
          httpProxy: variables.httpProxy ?? "",
          httpsProxy: variables.httpsProxy ?? "",
          noProxy: variables.noProxy ?? "",
        }),
    );
  dispatchers.set(key, known);
  return await known;
}

function readProxyVariables(environment: NodeJS.ProcessEnv): ProxyVariables | null {
  const read = (name: string) =>
    [name.toLowerCase(), name]
      .map((variable) => ({ variable, value: environment[variable]?.trim() ?? "" }))
      .find(({ value }) => value !== "");
  const all = read("ALL_PROXY");
  const [http, https] = [read("HTTP_PROXY") ?? all, read("HTTPS_PROXY") ?? all];
  if (http === undefined && https === undefined) return null;
  return {
    httpProxy: http && proxyUrl(http),
    httpsProxy: https && proxyUrl(https),
    noProxy: read("NO_PROXY")?.value,
  };
}

/** The URL of a proxy, which many write without its scheme. @throws ModelUnreachableError */
function proxyUrl({ variable, value }: { readonly variable: string; readonly value: string }): string {
  const url = value.includes("://") ? value : `http://${value}`;
  const isUsable =
    URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) && /^[\w.:[\]-]+$/.test(new URL(url).host);
  if (isUsable) return url;
  throw new ModelUnreachableError(
    `${variable} names no proxy that model calls can go through. Allowed is http:// or https:// with host and port, such as http://proxy.example:3128.`,
  );
}

/** What a proxy that cannot be reached, or will not connect, is told as; null when the failure is not the proxy's. */
function explainProxyFailure(
  error: unknown,
  { httpProxy, httpsProxy }: ProxyVariables,
): ModelUnavailableError | null {
  const proxies = [httpProxy, httpsProxy].flatMap((one) => (one === undefined ? [] : [new URL(one)]));
  let found = error as ConnectionFailure | undefined;
  for (let depth = 0; depth < 5 && typeof found === "object" && found !== null; depth += 1) {
    const { message = "", code, hostname, port, cause } = found;
    const [, status] = /^Proxy response \((\d+)\)/.exec(message) ?? [];
    const proxy = proxies.find(
      (one) =>
        status !== undefined ||
        hostname === one.hostname ||
        String(port) === (one.port || (one.protocol === "https:" ? "443" : "80")),
    );
    if (proxy !== undefined)
      return new ModelUnavailableError(
        `The proxy ${proxy.host} that the environment names (HTTP_PROXY, HTTPS_PROXY or ALL_PROXY) ` +
          `${status === undefined ? `cannot be reached (${code})` : `answers with status ${status}`}; NO_PROXY names hosts that need none.`,
      );
    found = cause;
  }
  return null;
}

/** What Node.js and undici say of a connection that failed. */
interface ConnectionFailure {
  readonly message?: string;
  readonly code?: string;
  readonly hostname?: string;
  readonly port?: number;
  readonly cause?: ConnectionFailure;
}

function withQuery(url: URL, query: string): URL {
  for (const [name, value] of new URLSearchParams(query)) {
    if (!url.searchParams.has(name)) url.searchParams.append(name, value);
  }
  return url;
}
