import type { ModelDescription } from "../../domain/model/models.js";
import type { RateWindow } from "../../domain/model/rate-window.js";
import type { WaitRecorder } from "../../domain/wait/wait-recorder.js";
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
  waits,
}: {
  readonly store: RateWindow;
  readonly waits: WaitRecorder;
  readonly settings: ModelSettings;
  /** Spreads the retries of workers that were refused together. */
  readonly random: () => number;
}): <Answer>(call: ExperimentCall, make: () => Promise<Answer>) => Promise<Answer> {
  const providers = createProviderLimits({ settings, window: store, random, waits });
  const experiments = new Map<string, { readonly limits: ProviderLimits; users: number }>();
  return async ({ experiment, ...asked }, make) => {
    const { scope, requestsPerMinute } = experiment;
    const call = { ...asked, scope };
    if (requestsPerMinute === null) return await providers.run(call, make);
    const { provider } = call.model;
    const key = `${scope}/${provider}/${requestsPerMinute}`;
    const own = experiments.get(key) ?? {
      limits: ownLimits({ store, scope, provider, requestsPerMinute, random, waits }),
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
  provider,
  requestsPerMinute,
  random,
  waits,
}: {
  readonly store: RateWindow;
  readonly waits: WaitRecorder;
  readonly scope: string;
  readonly provider: string;
  readonly requestsPerMinute: number;
  readonly random: () => number;
}): ProviderLimits {
  const limit = { requestsPerMinute };
  return createProviderLimits({
    settings: { limits: { [provider]: limit } },
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
    waits,
    nameOf: ({ provider }) => `limits.requestsPerMinute (${requestsPerMinute}, ${provider})`,
  });
}
