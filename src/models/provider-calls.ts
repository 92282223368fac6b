import type { AssayError } from "../domain/errors.js";
import { ModelUnavailableError } from "../domain/model/model-errors.js";
import type { ModelDescription, ModelProvider } from "../domain/model/models.js";
import { callWithDeadline } from "./call-deadline.js";
import { keysOf, type ProviderAccess, readProviderAccess } from "./provider-access.js";
import type { SdkModels } from "./sdk-models.js";

/** A call takes at most this long unless it says otherwise; a longer answer than two minutes is rare. */
const DEFAULT_TIMEOUT_MS = 120_000;

/** One call to be made. */
export interface ProviderCallRequest<Answer> {
  readonly description: ModelDescription;
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal;
  /** The texts of the request, which no message may repeat. */
  readonly texts: readonly string[];
  readonly make: (models: SdkModels, signal: AbortSignal) => Promise<Answer>;
}

/** Makes calls of providers that are opened on their first use. */
export interface ProviderCalls {
  call<Answer>(
    request: ProviderCallRequest<Answer>,
  ): Promise<{ readonly answer: Answer; readonly latencyMs: number }>;
}

/** Makes single calls with a time limit, and turns every failure into one of Assay's errors. */
export function createProviderCalls(options: {
  readonly environment: NodeJS.ProcessEnv;
  readonly nowMs: () => number;
}): ProviderCalls {
  const { environment } = options;
  const opened = new Map<ModelProvider, { access: ProviderAccess; models: Promise<SdkModels> }>();
  const open = (provider: ModelProvider) => {
    const known = opened.get(provider);
    if (known !== undefined) return known;
    const access = readProviderAccess(provider, environment);
    const models = import("./sdk-models.js").then(({ openSdkModels }) => openSdkModels(access));
    const entry = { access, models };
    opened.set(provider, entry);
    return entry;
  };
  return {
    async call({ description: { id, provider }, timeoutMs = DEFAULT_TIMEOUT_MS, signal, texts, make }) {
      const { access, models } = open(provider);
      const sdk = await models;
      const { toModelError } = await import("./model-failure.js");
      const started = performance.now();
      const answer = await callWithDeadline(
        {
          signal,
          timeoutMs,
          onTimeout: () =>
            new ModelUnavailableError(`${id}: no answer within ${timeoutMs} ms.`, { mayBePaid: true }),
          onFailure: (error): AssayError =>
            toModelError(error, {
              id,
              access,
              secret: { keys: keysOf(environment), texts },
              nowMs: options.nowMs(),
            }),
        },
        (callSignal) => make(sdk, callSignal),
      );
      return { answer, latencyMs: Math.round((performance.now() - started) * 10) / 10 };
    },
  };
}
