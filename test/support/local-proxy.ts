import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";

/** A real proxy on a free loopback port, whatever it is asked to connect to is one local service. */
export interface LocalProxy {
  readonly url: string;
  /** Hosts it was asked for, or whole addresses. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

/** `target` is the local service's base URL. */
export async function startLocalProxy(target: string): Promise<LocalProxy> {
  const asked: string[] = [];
  const { hostname, port } = new URL(target);
  const toTarget = () => connect(Number(port), hostname);
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(502).end();
  });
  server.on("connect", (request, socket) => {
    asked.push(request.url ?? "");
    const upstream = toTarget().on("connect", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.pipe(socket);
      socket.pipe(upstream);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
