import type { AssayError } from "../domain/errors.js";
import { ModelUnavailableError } from "../domain/model/model-errors.js";
import { callWithDeadline } from "./call-deadline.js";
import type { CallTarget } from "./call-target.js";
import { createModelFetch } from "./model-fetch.js";
import type { Provider } from "./providers/provider.js";
import type { ProviderAccess } from "./providers/provider-access.js";
import type { SdkModels } from "./sdk-models.js";

/** A call takes at most this long unless it says otherwise; a longer answer than two minutes is rare. */
const DEFAULT_TIMEOUT_MS = 120_000;

/** One call to be made. */
export interface ProviderCallRequest<Answer> {
  readonly target: CallTarget;
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal;
  /** The texts of the request, which no message may repeat. */
  readonly texts: readonly string[];
  readonly make: (models: SdkModels, signal: AbortSignal) => Promise<Answer>;
  /** An answer in place of a failure; null = the failure stands. */
  readonly recover?: (error: AssayError) => Answer | null;
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
  readonly providers: readonly Provider[];
  readonly nowMs: () => number;
}): ProviderCalls {
  const { environment, providers } = options;
  const opened = new Map<string, { access: ProviderAccess; models: Promise<SdkModels> }>();
  const open = (provider: Provider) => {
    const known = opened.get(provider.name);
    if (known !== undefined) return known;
    const access = provider.access(environment);
    const models = provider.open(access, createModelFetch({ environment, query: access.query }));
    const entry = { access, models };
    opened.set(provider.name, entry);
    return entry;
  };
  return {
    async call({ target, timeoutMs = DEFAULT_TIMEOUT_MS, signal, texts, make, recover }) {
      const { description, provider, costOf } = target;
      const { id } = description;
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
              provider,
              costOf,
              secret: { keys: [...keysIn(environment, providers), ...secretsOf(access)], texts },
              nowMs: options.nowMs(),
            }),
        },
        (callSignal) => make(sdk, callSignal),
      ).catch((error: AssayError) => {
        const recovered = recover?.(error) ?? null;
        if (recovered === null) throw error;
        return recovered;
      });
      return { answer, latencyMs: Math.round((performance.now() - started) * 10) / 10 };
    },
  };
}

/** Every key of the environment: what must never be seen in a message. */
function keysIn(environment: NodeJS.ProcessEnv, providers: readonly Provider[]): string[] {
  return providers
    .flatMap(({ secretVariables }) => secretVariables)
    .map((variable) => environment[variable]?.trim() ?? "")
    .filter((key) => key !== "");
}

/** What of a provider's access may be a key beside the variables: it may stand in a query. */
function secretsOf({ key, query }: ProviderAccess): string[] {
  const inQuery = [...new URLSearchParams(query)].flatMap(([name, value]) =>
    /key|token|secret|sig/i.test(name) ? [value] : [],
  );
  return [...(key === null ? [] : [key]), ...inQuery];
}
