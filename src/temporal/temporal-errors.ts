import { AssayError } from "../domain/errors.js";

/** No Temporal server could be found, fetched or started. */
export class TemporalServerUnavailableError extends AssayError {
  constructor(attempts: readonly string[]) {
    super(
      [
        "No Temporal server found. Tried in this order:",
        ...attempts.map((attempt) => `  - ${attempt}`),
        "Set TEMPORAL_ADDRESS to a running server, put the `temporal` CLI on the PATH, or set TEMPORAL_CLI_PATH to it.",
      ].join("\n"),
    );
  }
}

/** The embedded server ended before it answered. */
export class TemporalServerStartError extends AssayError {
  /** One of its ports was taken in the meantime: another try may go well. */
  readonly isPortTaken: boolean;

  /** @param log What it wrote since it was started. */
  constructor(reason: string, log: string) {
    const lines = tellingLines(log);
    super(
      `The embedded Temporal server did not start: ${reason}.${lines.length === 0 ? "" : ` From its log:\n${lines.join("\n")}`}`,
    );
    this.isPortTaken = log.includes("address already in use");
  }
}

const TOLD_LINES = 5;
const CRASH = /^(panic|fatal error): |"level":"(fatal|panic)"/i;

/** The last lines, or from the crash on: what follows it are the stacks of all its threads. */
function tellingLines(log: string): readonly string[] {
  const lines = log.split("\n").filter((line) => line.trim() !== "");
  const crash = lines.findIndex((line) => CRASH.test(line));
  return crash === -1 ? lines.slice(-TOLD_LINES) : lines.slice(crash, crash + TOLD_LINES);
}

/** A port that was asked for is taken. */
export class PortInUseError extends AssayError {
  constructor(
    port: number,
    place: { readonly use: string; readonly variable: string; readonly holder: string | null },
  ) {
    const { use, variable, holder } = place;
    const by = holder === null ? "" : ` by ${holder}`;
    super(
      `Port ${port} for ${use} is in use${by}. Set ${variable} to a free one, or unset it to leave the choice to Assay.`,
    );
  }
}

/** A server was named but does not answer. */
export class TemporalConnectionError extends AssayError {
  constructor(address: string, cause: unknown) {
    super(
      `The Temporal server at ${address} does not answer (${cause instanceof Error ? cause.message.split("\n")[0] : String(cause)}). ` +
        "Check TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TLS and API key; unset TEMPORAL_ADDRESS to use the embedded server.",
      { cause },
    );
  }
}

/** The server answers, but has no such namespace. */
export class TemporalNamespaceNotFoundError extends AssayError {
  constructor(address: string, namespace: string) {
    super(
      `The Temporal server at ${address} has no namespace "${namespace}". Set TEMPORAL_NAMESPACE to one it has, or create it with: temporal operator namespace create --namespace ${namespace}`,
    );
  }
}

/** The embedded server ended or hung, and could not be started again. */
export class TemporalServerLostError extends AssayError {
  constructor(address: string, reason: string) {
    super(
      `The embedded Temporal server at ${address} is gone: it ${reason}. Results so far are kept. Fix the cause, then continue with: assay start`,
    );
  }
}
