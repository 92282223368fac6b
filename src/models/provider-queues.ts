import { resolveModelName } from "./model-name.js";
import { type ModelSettings, settingFor } from "./model-settings.js";
import { createProviders } from "./providers/create-providers.js";

/** A task queue for the calls that one limit is for. */
export interface ProviderQueue {
  readonly taskQueue: string;
  /** Activities that the Temporal server starts per second, over all workers. */
  readonly activitiesPerSecond: number;
}

/** The task queues of providers and models with a limit of requests. */
export interface ProviderQueues {
  readonly queues: readonly ProviderQueue[];
  /** The queue for calls that ask these models; null when they have no limit in common. */
  queueFor(models: readonly string[]): string | null;
}

/**
 * Makes a task queue of each limit of requests per minute, so that the Temporal server holds it over all workers: no
 * more activities start than requests are allowed, retries included. What one activity asks beyond its first request
 * is paced by the limits in the store.
 */
export function createProviderQueues(settings: ModelSettings, taskQueue: string): ProviderQueues {
  const providers = createProviders(settings.providers);
  const nameOf = (key: string): string => `${taskQueue}/${key}`;
  const limited = (key: string): number | undefined => settingFor(settings.limits, key)?.requestsPerMinute;
  const keyOf = (model: string): string | null => {
    const { id, provider } = resolveModelName(model, providers);
    return [id, provider].find((key) => limited(key) !== undefined) ?? null;
  };
  const keys = Object.keys(settings.limits ?? {}).filter((key) => limited(key) !== undefined);
  return {
    queues: keys.map((key) => ({
      taskQueue: nameOf(key),
      activitiesPerSecond: (limited(key) as number) / 60,
    })),
    queueFor(models) {
      const [first, ...others] = new Set(models.map(keyOf));
      return first === undefined || first === null || others.length > 0 ? null : nameOf(first);
    },
  };
}
