import { randomBytes } from "node:crypto";
import { ownNamespace } from "./own-namespace.js";
import { SEARCH_ATTRIBUTES } from "./search-attributes.js";

/** Where the parts of an embedded server listen. */
export interface ServerPlaces {
  readonly port: number;
  /** Of the UI; null runs none. */
  readonly ui: { readonly host: string; readonly port: number } | null;
  readonly httpPort: number;
  readonly metricsPort: number;
}

/** The command line of the embedded server. */
export function serverArguments(databaseFile: string, places: ServerPlaces): string[] {
  return [
    ...["server", "start-dev", "--ip", "127.0.0.1", "--db-filename", databaseFile],
    ...["--namespace", ownNamespace(databaseFile), "--port", String(places.port)],
    ...(places.ui === null
      ? ["--headless"]
      : ["--ui-ip", places.ui.host, "--ui-port", String(places.ui.port), "--ui-disable-news-fetch"]),
    ...["--http-port", String(places.httpPort), "--metrics-port", String(places.metricsPort)],
    // Its HTTP port cannot be left out, and would answer any page's requests. It answers none: nobody knows the host
    // that it wants to be called by.
    ...dynamic("frontend.httpAllowedHosts", [`${randomBytes(16).toString("hex")}.invalid`]),
    // Five times the throughput of the default, which syncs the disk at every transaction.
    ...["--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=normal"],
    ...dynamic("matching.enableFairness", true),
    // By default more than 100 events during one workflow task fail it: its commands are lost, it is replayed.
    ...dynamic("history.maximumBufferedEventsBatch", 2_000),
    ...["--log-level", "warn", "--log-format", "json"],
    ...SEARCH_ATTRIBUTES.flatMap((name) => ["--search-attribute", `${name}=Keyword`]),
  ];
}

function dynamic(key: string, value: unknown): readonly string[] {
  return ["--dynamic-config-value", `${key}=${JSON.stringify(value)}`];
}
