import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openConnection } from "../../src/temporal/open-connection.js";

/** The suite's server behind a line that can be cut. */
let line: Server;
let address = "";
const sockets = new Set<Socket>();
beforeEach(async () => {
  const [host, port] = (process.env.ASSAY_TEST_TEMPORAL_ADDRESS as string).split(":");
  line = createServer((near) => {
    const far = connect(Number(port), host);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
    }
    near.pipe(far).pipe(near);
  });
  line.listen(0, "127.0.0.1");
  await once(line, "listening");
  address = `127.0.0.1:${(line.address() as AddressInfo).port}`;
});
const cut = async (): Promise<void> => {
  const closed = new Promise((resolve) => line.close(resolve));
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await closed;
};
afterEach(cut);

test("a call that waits to be tried again ends as cancelled when its connection is closed", async () => {
  const connection = await openConnection({ address });
  expect((await connection.workflowService.getSystemInfo({})).serverVersion).toMatch(/^\d/);
  await cut();
  const call = connection.workflowService.getSystemInfo({});
  call.catch(() => undefined);
  // It has failed once, and waits.
  await new Promise((resolve) => setTimeout(resolve, 200));
  await connection.close();
  await expect(call).rejects.toThrow(/CANCELLED|Cancelled|the connection was closed/);
});

test("a call goes on by itself when the server is back", async () => {
  const connection = await openConnection({ address });
  const port = Number(address.split(":")[1]);
  await cut();
  const call = connection.workflowService.getSystemInfo({});
  line.listen(port, "127.0.0.1");
  expect((await call).serverVersion).toMatch(/^\d/);
  await connection.close();
});
