import type { Command } from "commander";
import { collect, portNumber } from "./input/option-parsers.js";

/** Where and for whom the HTTP server listens, as options say it. */
export interface ServeOptions {
  readonly port?: number;
  readonly host?: string;
  readonly allowHost: readonly string[];
}

/** Adds `--port`, `--host` and `--allow-host` to a command that serves HTTP. */
export function addServeOptions(command: Command): Command {
  return command
    .option("--port <port>", "port of the HTTP server", portNumber)
    .option(
      "--host <address>",
      "address to listen on; outside of loopback requests need a token",
      "127.0.0.1",
    )
    .option("--allow-host <name>", "also answer to this host name (repeatable)", collect, []);
}
