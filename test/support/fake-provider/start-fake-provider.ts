import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { performance } from "node:perf_hooks";
import { isControlPath, serveControl } from "./control-endpoint.js";
import type { FakeProvider, FakeProviderOptions } from "./fake-provider.js";
import { ProviderScriptError } from "./provider-errors.js";
import { ProviderServer } from "./provider-server.js";

/**
 * Starts a local server that speaks the wire formats of OpenAI (chat completions, responses, embeddings,
 * models) and Anthropic (messages, models) on a free loopback port.
 *
 * `GET /__calls` and `POST /__script` let other processes read its log and change its script.
 */
export async function startFakeProvider(options: FakeProviderOptions = {}): Promise<FakeProvider> {
  const provider = new ProviderServer(
    options,
    options.now ?? (() => performance.timeOrigin + performance.now()),
  );
  // A keep-alive connection that the server closes while a client sends on it would look like a fault.
  const server = createServer({ keepAliveTimeout: 600_000, requestTimeout: 0 }, (message, response) => {
    const serving = isControlPath(message)
      ? serveControl({ message, response, provider })
      : provider.serve(message, response);
    serving.catch((error: unknown) => {
      provider.scriptFailures.push(error instanceof Error ? error : new Error(String(error)));
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: "127.0.0.1", port: 0, backlog: 4096 }, resolve);
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async (): Promise<void> => {
    provider.stop();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
    const failures = provider.scriptFailures.splice(0);
    if (failures.length > 0) throw new ProviderScriptError(failures);
  };
  return {
    baseUrl,
    openaiBaseUrl: `${baseUrl}/v1`,
    get calls() {
      return provider.log.calls;
    },
    get maximumConcurrent() {
      return provider.log.maximumConcurrent;
    },
    count: (filter) => provider.log.count(filter),
    ratePerSecond: () => provider.log.ratePerSecond(),
    maximumRequestsIn: (windowMs) => provider.log.maximumRequestsIn(windowMs),
    totalTokens: (filter) => provider.log.totalTokens(filter),
    waitForCalls: (condition) => provider.log.waitFor(condition),
    setAnswer: (answer) => {
      provider.script = answer;
    },
    clear: () => provider.clear(),
    stop,
  };
}
