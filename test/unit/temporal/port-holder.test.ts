import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, test } from "@jest/globals";
import { choosePort } from "../../../src/temporal/choose-port.js";
import { describePortHolder } from "../../../src/temporal/port-holder.js";

const place = { use: "the Temporal server", variable: "ASSAY_TEMPORAL_PORT" };

test("a port in use names its holder, on either family of addresses; a free one has none", async () => {
  for (const host of ["127.0.0.1", "::"]) {
    const server = createServer().listen(0, host);
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    expect(await describePortHolder(port)).toMatch(new RegExp(`^process ${process.pid} \\(.*node.*\\)$`));
    await expect(choosePort(port, 7233, place)).rejects.toThrow(
      `Port ${port} for the Temporal server is in use by process ${process.pid} (`,
    );
    server.close();
    await once(server, "close");
    expect(await describePortHolder(port)).toBeNull();
    expect(await choosePort(port, 7233, place)).toBe(port);
  }
});
