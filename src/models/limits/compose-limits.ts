import type { ModelDescription } from "../../domain/model/models.js";
import type { RateWindow } from "../../domain/model/rate-window.js";
import type { ModelSettings } from "../model-settings.js";
import { createProviderLimits, type ProviderLimits } from "./provider-limits.js";

/** A call with the experiment it is made for. */
export interface ExperimentCall {
  readonly model: ModelDescription;
  readonly estimatedTokens: number;
  readonly signal: AbortSignal;
  readonly experiment: { readonly scope: string; readonly requestsPerMinute: number | null };
}

/** Makes calls within the providers' limits and the experiment's own requests per minute and provider. */
export function composeLimits({
  store,
  settings,
  random,
}: {
  readonly store: RateWindow;
  readonly settings: ModelSettings;
  /** Spreads the retries of workers that were refused together. */
  readonly random: () => number;
}): <Answer>(call: ExperimentCall, make: () => Promise<Answer>) => Promise<Answer> {
  const providers = createProviderLimits({ settings, window: store, random });
  const experiments = new Map<string, { readonly limits: ProviderLimits; users: number }>();
  return async ({ experiment, ...call }, make) => {
    const { scope, requestsPerMinute } = experiment;
    if (requestsPerMinute === null) return await providers.run(call, make);
    const key = `${scope}/${requestsPerMinute}`;
    const own = experiments.get(key) ?? {
      limits: ownLimits({ store, scope, requestsPerMinute, random }),
      users: 0,
    };
    experiments.set(key, own);
    own.users += 1;
    try {
      return await own.limits.run(call, () => providers.run(call, make));
    } finally {
      own.users -= 1;
      // The lines are in the store; what ended experiments left here would stay for good.
      if (own.users === 0) experiments.delete(key);
    }
  };
}

/** The experiment's own lines in the rate window, under its own names. */
function ownLimits({
  store,
  scope,
  requestsPerMinute,
  random,
}: {
  readonly store: RateWindow;
  readonly scope: string;
  readonly requestsPerMinute: number;
  readonly random: () => number;
}): ProviderLimits {
  const limit = { requestsPerMinute };
  return createProviderLimits({
    settings: { limits: { openai: limit, anthropic: limit, local: limit } },
    window: {
      reserveRate: ({ claims, at }) =>
        store.reserveRate({
          claims: claims.map((claim) => ({ ...claim, key: `${scope}/${claim.key}` })),
          at,
        }),
      // A pause is the model's, whoever asks it.
      notePause: (pause) => store.notePause(pause),
      findPauseMs: (key) => store.findPauseMs(key),
    },
    random,
  });
}
