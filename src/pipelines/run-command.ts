import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { CommandNotStartedError, CommandOutputTooLargeError } from "./command-errors.js";
import { MARK_VARIABLE, markCommand } from "./command-mark.js";
import { ProcessGroup } from "./process-group.js";

/** Kept of the end of stderr: enough for what messages show, with room for secrets that are cut out of it. */
const KEPT_STDERR_BYTES = 16_384;

/** A command as it is run, without a shell. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly stdin: string;
  readonly maxOutputBytes: number;
  readonly signal: AbortSignal;
}

/** How a command ended: with an exit code, or by a signal. */
export interface CommandEnd {
  readonly exitCode: number | null;
  readonly signalName: NodeJS.Signals | null;
  readonly stdout: string;
  /** The last part. */
  readonly stderr: string;
  readonly stderrIsCut: boolean;
}

/**
 * Runs a command to its end. When the signal is aborted or too much is printed, the command and all it has
 * started are ended: asked with SIGTERM, made with SIGKILL two seconds later.
 *
 * @throws CommandNotStartedError, CommandOutputTooLargeError
 * @throws the signal's reason once it is aborted and the command is gone.
 */
export async function runCommand(command: Command): Promise<CommandEnd> {
  command.signal.throwIfAborted();
  const mark = markCommand();
  const child = spawn(command.command, command.args, {
    cwd: command.cwd,
    env: { ...command.environment, [MARK_VARIABLE]: mark },
    stdio: "pipe",
    detached: ProcessGroup.detached,
  });
  const group = new ProcessGroup(child, mark);
  const stop = (): void => group.end();
  command.signal.addEventListener("abort", stop, { once: true });
  try {
    return await waitForEnd({ child, group, command });
  } catch (error) {
    throw command.signal.aborted ? command.signal.reason : error;
  } finally {
    command.signal.removeEventListener("abort", stop);
    group.dispose();
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

function waitForEnd({
  child,
  group,
  command,
}: {
  readonly child: ChildProcessWithoutNullStreams;
  readonly group: ProcessGroup;
  readonly command: Command;
}): Promise<CommandEnd> {
  const { signal, maxOutputBytes } = command;
  const stdout: Buffer[] = [];
  let bytes = 0;
  let stderr = Buffer.alloc(0);
  let stderrBytes = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxOutputBytes) stdout.push(chunk);
    else group.end();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderrBytes += chunk.length;
    stderr = Buffer.concat([stderr, chunk]).subarray(-KEPT_STDERR_BYTES);
  });
  // A command may end without reading its input; how it ends says whether that was right.
  child.stdin.on("error", () => undefined);
  child.stdin.end(command.stdin);
  return new Promise((resolve, reject) => {
    const isOver = (): boolean => signal.aborted || bytes > maxOutputBytes;
    child.once("error", (error) => reject(toStartError(error, command)));
    child.once("exit", () => {
      // What is left of the group could keep the streams open for ever.
      group.signal("SIGKILL");
      if (isOver()) reject(toEndError(command));
    });
    child.once("close", (exitCode, signalName) => {
      if (isOver()) return reject(toEndError(command));
      resolve({
        exitCode,
        signalName,
        stdout: Buffer.concat(stdout).toString("utf8"),
        stderr: stderr.toString("utf8"),
        stderrIsCut: stderrBytes > KEPT_STDERR_BYTES,
      });
    });
    // A process that left the group holds the streams after the command's own end.
    const giveUp = (): void => {
      if (child.exitCode !== null || child.signalCode !== null) reject(toEndError(command));
    };
    signal.addEventListener("abort", giveUp, { once: true });
    child.once("close", () => signal.removeEventListener("abort", giveUp));
  });
}

function toEndError({ signal, command, maxOutputBytes }: Command): unknown {
  if (signal.aborted) return signal.reason;
  return new CommandOutputTooLargeError(
    `The command "${command}" printed more than ${maxOutputBytes} bytes and was ended. ` +
      "Let it print less, or raise the pipeline's maxOutputBytes.",
  );
}

function toStartError(error: Error, { command, cwd }: Command): Error {
  const { code } = error as NodeJS.ErrnoException;
  const problem =
    cwd !== undefined && !existsSync(cwd)
      ? `its folder "${cwd}" does not exist`
      : code === "ENOENT"
        ? "it is not found; give its path, or install it where the worker runs"
        : code === "EACCES"
          ? "it may not be executed"
          : `${code ?? error.message}`;
  return new CommandNotStartedError(`The command "${command}" cannot be started: ${problem}.`, {
    cause: error,
  });
}
