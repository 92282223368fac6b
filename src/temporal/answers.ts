import { Connection } from "@temporalio/client";
import { pastProxies } from "./past-proxies.js";

/** True when a Temporal server that has the namespace answers at the address. */
export async function answers(address: string, namespace: string): Promise<boolean> {
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
