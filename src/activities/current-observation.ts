import { AsyncLocalStorage } from "node:async_hooks";

/** The observation that running code is in, for one recorder. */
interface Place {
  readonly id: string;
  isOpen: boolean;
}

/**
 * One for the whole process. Each storage that was ever entered is paid for by every promise made afterwards
 * (Node.js below 24), so that one per step would slow a worker down with every run it has made.
 */
const places = new AsyncLocalStorage<ReadonlyMap<symbol, Place>>();

/** Id of the observation that the running code is in, as the recorder `recorder` sees it; null outside. */
export function currentObservationId(recorder: symbol): string | null {
  return places.getStore()?.get(recorder)?.id ?? null;
}

/** Runs `work` inside an observation; other recorders' observations around it stay theirs. */
export async function insideObservation<Result>(
  { recorder, id }: { readonly recorder: symbol; readonly id: string },
  work: () => Promise<Result>,
): Promise<Result> {
  const place: Place = { id, isOpen: true };
  // Code that starts the next run's work from this one's would otherwise carry all earlier runs along.
  const around = [...(places.getStore() ?? [])].filter(([, { isOpen }]) => isOpen);
  try {
    return await places.run(new Map([...around, [recorder, place]]), work);
  } finally {
    place.isOpen = false;
  }
}
