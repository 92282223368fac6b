import type { WorkerStore } from "../../domain/worker/worker-store.js";

const REGISTRATION_INTERVAL_MS = 10_000;

/** Reports regularly that a worker is alive; returns a function that removes it. */
export function keepRegistered(store: WorkerStore, { id }: { readonly id: string }): () => Promise<void> {
  // A store that cannot be written is told of by those who watch it.
  const timer = setInterval(
    () => void store.touchWorker(id, new Date()).catch(() => undefined),
    REGISTRATION_INTERVAL_MS,
  );
  timer.unref();
  return async () => {
    clearInterval(timer);
    await store.endWorker(id);
  };
}
