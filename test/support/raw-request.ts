import { once } from "node:events";
import { connect } from "node:net";

/** Status and body of an answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Sends lines as they are, which no client library would: wrong, missing and repeated Host headers, whole URLs as target. */
export async function rawRequest(
  { address, port }: { readonly address: string; readonly port: number },
  lines: readonly string[],
): Promise<RawAnswer> {
  const socket = connect(port, address);
  let text = "";
  socket.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  socket.end(`${[...lines, "Connection: close"].join("\r\n")}\r\n\r\n`);
  await once(socket, "close");
  const [head = "", ...rest] = text.split("\r\n\r\n");
  return { status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1]), head, body: rest.join("\r\n\r\n") };
}
