import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout } from "node:timers/promises";

/** Long enough that most disturbances meet calls in flight. */
const LATENCY_MS = 1_000;

/**
 * The service that the runs call: answers with the input, and keeps a log of its own of all calls, by the run's trace
 * (W3C `traceparent`). What it counts is what a provider would have been paid for.
 */
export async function startEchoService() {
  const calls = [];
  const server = createServer(async (request, response) => {
    const call = {
      traceId: request.headers.traceparent?.split("-")[1] ?? null,
      at: Date.now(),
      answeredAt: null,
    };
    calls.push(call);
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    await setTimeout(LATENCY_MS);
    response.end(JSON.stringify({ output: JSON.parse(Buffer.concat(chunks)).input }));
    call.answeredAt = Date.now();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    calls,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
