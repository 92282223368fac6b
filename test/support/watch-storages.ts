import { AsyncLocalStorage } from "node:async_hooks";

/** The storages that code has entered while it was watched, and what they were entered with. */
export interface WatchedStorages {
  readonly entered: ReadonlySet<unknown>;
  readonly values: readonly unknown[];
  stop(): void;
}

/** Watches every `AsyncLocalStorage` of the process: each one that is entered makes every later promise slower. */
export function watchStorages(): WatchedStorages {
  const entered = new Set<unknown>();
  const values: unknown[] = [];
  const { run } = AsyncLocalStorage.prototype;
  AsyncLocalStorage.prototype.run = function (this: AsyncLocalStorage<unknown>, ...args: [unknown]) {
    entered.add(this);
    values.push(args[0]);
    return (run as (...given: [unknown]) => unknown).apply(this, args);
  } as typeof run;
  const stop = (): void => {
    AsyncLocalStorage.prototype.run = run;
  };
  return { entered, values, stop };
}
