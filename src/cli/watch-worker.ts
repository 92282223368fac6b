import { statSync } from "node:fs";
import { relative } from "node:path";
import { type FSWatcher, watch } from "chokidar";
import { ConfigurationInvalidError } from "../load-config.js";
import { startWorkerProcess, type WorkerProcess } from "./worker-process.js";

/** An editor writes several files, or one of them in several steps. */
const SETTLE_MS = 150;

/** A worker that is started again whenever a file of its code changes. */
export interface WatchedWorker {
  /** Resolves when the worker has ended without being asked to. */
  readonly stopped: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a worker in a process of its own and watches the files it has loaded. After a change the next process loads
 * them first; only when that succeeds the worker stops in order and the next begins: at no time do both work, and code
 * that cannot be loaded stops nothing. @throws ConfigurationInvalidError when the first one cannot be loaded
 */
export async function watchWorker(options: {
  readonly config: string | undefined;
  readonly tell: (line: string) => void;
}): Promise<WatchedWorker> {
  const { config, tell } = options;
  const startedAtMs = Date.now();
  let current = startWorkerProcess(config);
  const first = await current.loaded;
  if (first?.kind !== "loaded")
    throw new ConfigurationInvalidError("The worker cannot start: its code cannot be loaded, as said above.");
  let { hash } = first;
  await current.go();
  let end: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => {
    end = resolve;
  });
  let isStopping = false;
  const endWith = (worker: WorkerProcess): void => {
    void worker.ended.then(() => {
      if (worker === current && !isStopping) end();
    });
  };
  endWith(current);
  const reload = async (changed: string, watcher: FSWatcher): Promise<void> => {
    tell(`${relative(process.cwd(), changed)} has changed: loading the code again`);
    const next = startWorkerProcess(config);
    const outcome = await next.loaded;
    watcher.add([...(outcome?.files ?? [])]);
    if (isStopping || outcome?.kind !== "loaded" || outcome.hash === hash) {
      await next.stop();
      if (outcome?.kind !== "loaded")
        tell(
          "the new code cannot be loaded: the worker continues with its present code until the next change",
        );
      else if (outcome.hash === hash) tell("the code is the same as before: the worker continues");
      return;
    }
    const previous = current;
    current = next;
    await previous.stop();
    await next.go();
    hash = outcome.hash;
    endWith(next);
    tell("the worker has started again, with the new code");
  };
  const watching = watchFiles({
    files: first.files,
    startedAtMs,
    onChange: reload,
    onError: (error) => tell(`the code was not loaded again: ${String(error)}`),
  });
  return {
    stopped,
    async stop() {
      isStopping = true;
      await watching.close();
      await current.stop();
    },
  };
}

/** Calls `onChange` one at a time; what changes meanwhile is one further call. */
function watchFiles({
  files,
  startedAtMs,
  onChange,
  onError,
}: {
  readonly files: readonly string[];
  /** Before they were loaded, in milliseconds since 1970: what is newer counts as changed. */
  readonly startedAtMs: number;
  readonly onChange: (changed: string, watcher: FSWatcher) => Promise<void>;
  readonly onError: (error: unknown) => void;
}): { readonly close: () => Promise<void> } {
  // With what is there already: a file may have changed after it was loaded and before it is watched.
  const watcher = watch([...files], { alwaysStat: true });
  let changed: string | null = null;
  let lookedAtMs = startedAtMs;
  let timer: NodeJS.Timeout | undefined;
  let work: Promise<void> | null = null;
  const begin = (): void => {
    if (changed === null || work !== null) return;
    const file = changed;
    changed = null;
    lookedAtMs = Date.now();
    work = onChange(file, watcher)
      .catch(onError)
      .finally(() => {
        work = null;
        begin();
      });
  };
  const note = (path: string): void => {
    changed = path;
    clearTimeout(timer);
    timer = setTimeout(begin, SETTLE_MS);
  };
  watcher.on("all", (event, path, stats) => {
    if (event === "add" && stats !== undefined && stats.ctimeMs < lookedAtMs) return;
    note(path);
  });
  // What changed between the watcher's look at a file and its watch over it.
  watcher.once("ready", () => {
    for (const file of files)
      if ((statSync(file, { throwIfNoEntry: false })?.ctimeMs ?? 0) >= lookedAtMs) note(file);
  });
  return {
    async close() {
      clearTimeout(timer);
      changed = null;
      await watcher.close();
      await work;
    },
  };
}
