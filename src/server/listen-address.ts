import { lookup } from "node:dns/promises";
import { AssayError } from "../domain/errors.js";
import { canonicalAddress, isLoopback } from "./canonical-host.js";

/** The host that the server is to listen on is none of this machine's. */
export class ServerHostInvalidError extends AssayError {
  constructor(host: string, reason: string, cause?: unknown) {
    super(
      `Assay's server cannot listen on the host ${JSON.stringify(host)} (${reason}). Give --host an address of this machine: 127.0.0.1 for this machine alone, 0.0.0.0 for every network it is in.`,
      { cause },
    );
  }
}

/** The address to listen on, and whether this machine alone can reach it. */
export interface ListenAddress {
  readonly address: string;
  readonly isLoopback: boolean;
}

/**
 * Resolves a host before listening on it: what decides who can reach the server is the address, however it was
 * written. An empty one would listen everywhere.
 *
 * @throws ServerHostInvalidError
 */
export async function resolveListenAddress(host: string): Promise<ListenAddress> {
  if (host.trim() === "") throw new ServerHostInvalidError(host, "it is empty");
  const { address } = await lookup(host.replace(/^\[(.*)\]$/, "$1")).catch((error: unknown) => {
    throw new ServerHostInvalidError(host, String((error as NodeJS.ErrnoException).code ?? error), error);
  });
  return { address, isLoopback: isLoopback(canonicalAddress(address) ?? address) };
}
