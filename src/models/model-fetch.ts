import type { Dispatcher } from "undici";
import { findProxies, type Proxies } from "../proxies/find-proxies.js";

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
    const proxies = findProxies(url, environment);
    if (proxies === null) return await fetch(url, init);
    const { fetch: proxiedFetch } = await import("undici");
    const dispatcher = await dispatcherOf(proxies);
    // undici's types and those of Node.js describe the same objects.
    return (await proxiedFetch(url, { ...(init as object), dispatcher })) as unknown as Response;
  };
}

/** The `fetch` of Assay's own model calls, for providers that a configuration makes itself. */
export const modelFetch: typeof fetch = async (input, init) =>
  await createModelFetch({ environment: process.env })(input, init);

const dispatchers = new Map<string, Promise<Dispatcher>>();

/** One agent for each set of proxies, so that connections are used again. */
async function dispatcherOf(proxies: Proxies): Promise<Dispatcher> {
  const key = JSON.stringify(proxies);
  const known =
    dispatchers.get(key) ??
    import("undici").then(({ EnvHttpProxyAgent }) => new EnvHttpProxyAgent({ ...proxies }));
  dispatchers.set(key, known);
  return await known;
}

function withQuery(url: URL, query: string): URL {
  for (const [name, value] of new URLSearchParams(query)) {
    if (!url.searchParams.has(name)) url.searchParams.append(name, value);
  }
  return url;
}
