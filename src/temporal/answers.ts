import { once } from "node:events";
import { connect } from "node:net";
import { Connection } from "@temporalio/client";
import { pastProxies } from "./past-proxies.js";

/** True when a Temporal server that has the namespace answers at the address, `host:port`. */
export async function answers(address: string, namespace: string): Promise<boolean> {
  // gRPC takes a second to give up where nobody listens: too long for who asks until a server is up.
  if (!(await isListening(address))) return false;
  try {
    const connection = await Connection.connect({ ...pastProxies({ address }), connectTimeout: 1_000 });
    try {
      for (const name of ["default", namespace])
        await connection.withDeadline(Date.now() + 5_000, () =>
          connection.workflowService.describeNamespace({ namespace: name }),
        );
      return true;
    } finally {
      await connection.close();
    }
  } catch {
    return false;
  }
}

async function isListening(address: string): Promise<boolean> {
  const { hostname, port } = new URL(`tcp://${address}`);
  const socket = connect({ host: hostname, port: Number(port), timeout: 1_000 });
  try {
    await Promise.race([once(socket, "connect"), once(socket, "timeout").then(() => Promise.reject())]);
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
