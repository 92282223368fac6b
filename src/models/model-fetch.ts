import type { Dispatcher } from "undici";
import { ModelUnavailableError, ModelUnreachableError } from "../domain/model/model-errors.js";
import { findProxies, type Proxies, ProxyInvalidError } from "../proxies/find-proxies.js";

/**
 * Makes the `fetch` of model calls: through the proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY (or the same in lower
 * case) name, but never for this machine; `query` is added to every URL. Redirects are not followed, since headers that hold
 * keys would go with them.
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
    const proxies = proxiesFor(url, environment);
    const sent: RequestInit = { ...init, redirect: "manual" };
    if (proxies === null) return await fetch(url, sent);
    const { fetch: proxiedFetch } = await import("undici");
    const dispatcher = await dispatcherOf(proxies);
    try {
      // undici's types and those of Node.js describe the same objects.
      return (await proxiedFetch(url, { ...(sent as object), dispatcher })) as unknown as Response;
    } catch (error) {
      throw explainProxyFailure(error, proxies) ?? error;
    }
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

/** @throws ModelUnreachableError when a variable holds what is no proxy. */
function proxiesFor(url: URL, environment: NodeJS.ProcessEnv): Proxies | null {
  try {
    return findProxies(url, environment);
  } catch (error) {
    if (error instanceof ProxyInvalidError) throw new ModelUnreachableError(error.message);
    throw error;
  }
}

/** What a proxy that cannot be reached, or will not connect, is told as; null when the failure is not the proxy's. */
function explainProxyFailure(
  error: unknown,
  { httpProxy, httpsProxy }: Proxies,
): ModelUnavailableError | null {
  const proxies = [httpProxy, httpsProxy].flatMap((one) => (one === "" ? [] : [new URL(one)]));
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
