import type { ChildProcess } from "node:child_process";
import { signalMarked } from "./command-mark.js";

/** How long a process may tidy up after SIGTERM. */
const GRACE_MS = 2_000;

const WINDOWS = process.platform === "win32";

/** Groups of commands that run; a worker that ends while one runs must not leave it behind. */
const running = new Set<ProcessGroup>();

function endAll(): void {
  for (const group of running) group.signal("SIGKILL");
}

/** A child process with all it has started: those in a group of its own, and those that left it, by their mark. */
export class ProcessGroup {
  /** Option of `spawn` that makes the group. */
  static readonly detached: boolean = !WINDOWS;

  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly child: ChildProcess,
    private readonly mark: string,
  ) {
    if (running.size === 0) process.on("exit", endAll);
    running.add(this);
  }

  /** Asks all processes to end, and makes them two seconds later. */
  end(): void {
    if (this.#timer !== undefined) return;
    this.signal("SIGTERM");
    this.#timer = setTimeout(() => this.signal("SIGKILL"), GRACE_MS);
  }

  /** Ends what the child has left behind; to be called when it has ended. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.signal("SIGKILL");
    running.delete(this);
    if (running.size === 0) process.off("exit", endAll);
  }

  signal(signal: NodeJS.Signals): void {
    const { pid } = this.child;
    if (pid === undefined) return;
    this.#signalGroup(pid, signal);
    signalMarked(this.mark, signal);
  }

  #signalGroup(pid: number, signal: NodeJS.Signals): void {
    try {
      if (WINDOWS) this.child.kill(signal);
      else process.kill(-pid, signal);
    } catch (error) {
      // Nobody is left in the group, or only zombies, for which macOS says EPERM.
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ESRCH" && code !== "EPERM") throw error;
    }
  }
}
