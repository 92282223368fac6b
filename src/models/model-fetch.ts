import type { Dispatcher } from "undici";

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
  const variables = readProxyVariables(environment);
  return async (input, init) => {
    // The AI SDK's providers name a URL; whatever else is fetched is none of a model call's business.
    if (input instanceof Request) return await fetch(input, init);
    const url = withQuery(new URL(input), query);
    if (variables === null || LOOPBACK_HOST.test(url.hostname)) return await fetch(url, init);
    const { fetch: proxiedFetch } = await import("undici");
    const dispatcher = await proxyOf(variables);
    // undici's types and those of Node.js describe the same objects.
    return (await proxiedFetch(url, { ...(init as object), dispatcher })) as unknown as Response;
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
  const read = (name: string): string | undefined =>
    environment[name.toLowerCase()]?.trim() || environment[name]?.trim() || undefined;
  const all = read("ALL_PROXY");
  const httpProxy = read("HTTP_PROXY") ?? all;
  const httpsProxy = read("HTTPS_PROXY") ?? all;
  if (httpProxy === undefined && httpsProxy === undefined) return null;
  return { httpProxy, httpsProxy, noProxy: read("NO_PROXY") };
}

function withQuery(url: URL, query: string): URL {
  for (const [name, value] of new URLSearchParams(query)) {
    if (!url.searchParams.has(name)) url.searchParams.append(name, value);
  }
  return url;
}
