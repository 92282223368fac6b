import type { Client } from "@temporalio/client";
import type { Project } from "../compose.js";
import type { Ended } from "../operations/start-again.js";
import type { TemporalConnection } from "../temporal/connect.js";

/** An open project with its connection to Temporal. */
interface OpenProject extends Project {
  readonly report: (line: string) => void;
  readonly client: Client;
  /** Aborted when the client is closed. */
  readonly signal: AbortSignal;
}

/** The base of all client methods: an open project, connected to Temporal. */
export abstract class ConnectedProject {
  readonly #client: Client;
  readonly #closing = new AbortController();

  protected constructor(
    readonly project: Project,
    readonly temporal: TemporalConnection,
    client: Client,
    readonly report: (line: string) => void,
  ) {
    this.#client = client;
  }

  /** Closes the store and the connection. Stops the embedded server if it was started for this client. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.temporal.close();
    await this.project.store.close();
  }

  /** The project with its connection, as long as that is open. */
  protected get open(): OpenProject {
    const { project, report } = this;
    return { ...project, report, client: this.#client, signal: this.#closing.signal };
  }

  /** An experiment that was ended in Temporal without the store's knowledge must not appear as running. */
  protected async settle({ experiments, comparison }: Ended): Promise<void> {
    const { settleEnded } = await import("../operations/settle-ended.js");
    const comparisons = comparison === null ? [] : [comparison];
    await settleEnded(this.open, { experiments, comparisons });
  }
}
