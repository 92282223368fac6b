import { ModelRateLimitedError } from "../../domain/model/model-errors.js";
import type { ModelDescription } from "../../domain/model/models.js";
import type { RateClaim, RateWindow } from "../../domain/model/rate-window.js";
import type { WaitCause } from "../../domain/wait/wait.js";
import { IGNORED_WAITS, type WaitRecorder } from "../../domain/wait/wait-recorder.js";
import { type ModelSettings, settingFor } from "../model-settings.js";
import { Gate } from "./gate.js";
import { type LimitClock, machineClock } from "./limit-clock.js";
import { LimitedModel } from "./limited-model.js";

/** Waits of a turn end here: a call's own time limit must not be spent in line. */
const MOST_WAIT_MS = 30_000;

/** A call that waits for its turn. */
export interface LimitedCall {
  readonly model: Pick<ModelDescription, "id" | "provider">;
  /** Input and output; put right after the call where its answer tells. */
  readonly estimatedTokens: number;
  readonly signal: AbortSignal;
  /** The experiment or comparison that it is made for, for those who are told what waits. */
  readonly scope?: string;
}

/** The limits of all providers and models as one worker keeps them. */
export interface ProviderLimits {
  /**
   * Makes a call when its turn has come, and learns from how it ends. Never repeats it.
   *
   * @throws ModelRateLimitedError with a wait when no turn came within the longest wait; whatever the call throws.
   */
  run<Answer>(limited: LimitedCall, call: () => Promise<Answer>): Promise<Answer>;
}

/**
 * Keeps to the configured limits and to those that providers show by 429: concurrency per model adapts within
 * this worker; requests and tokens per minute, and a model's pauses, hold over all workers that share the rate window.
 */
export function createProviderLimits(options: {
  readonly settings: ModelSettings;
  readonly window: RateWindow;
  readonly random: () => number;
  readonly clock?: LimitClock;
  readonly maximumWaitMs?: number;
  /** Is told what waits, and under whose name: the model's own when left out. */
  readonly waits?: WaitRecorder;
  readonly nameOf?: (model: LimitedCall["model"]) => string;
}): ProviderLimits {
  const { settings, window, random, clock = machineClock, maximumWaitMs = MOST_WAIT_MS } = options;
  const { waits = IGNORED_WAITS, nameOf = ({ id }) => id } = options;
  const models = new Map<string, LimitedModel>();
  const providerGates = new Map<string, Gate>();
  const limitedModel = (model: LimitedCall["model"]): LimitedModel => {
    const known = models.get(model.id);
    if (known !== undefined) return known;
    const providerGate = providerGates.get(model.provider) ?? openGate(settings, model.provider);
    providerGates.set(model.provider, providerGate);
    const made = new LimitedModel(model.id, { settings, random, clock, providerGate, pauses: window });
    models.set(model.id, made);
    return made;
  };
  const reserve = async (claims: readonly RateClaim[]): Promise<number> => {
    if (claims.length === 0) return 0;
    return (await window.reserveRate({ claims, at: new Date(clock.nowMs()) })).waitMs;
  };
  return {
    async run({ model, estimatedTokens, signal, scope = null }, call) {
      const limited = limitedModel(model);
      const claims = claimsOf(model, { settings, tokens: estimatedTokens });
      const waiting = {
        takePlace: () => reserve(claims),
        // Why the wait ended matters more than a line that is too long by one.
        giveBack: () => reserve(claims.map(giveBack)).then(ignore, ignore),
        tell: (cause: WaitCause, untilMs?: number) =>
          waits.begin(
            untilMs === undefined
              ? { cause, scope, subject: nameOf(model) }
              : { cause, scope, subject: nameOf(model), untilMs },
          ),
      };
      await waitAtMost({ maximumWaitMs, clock, signal, model }, (until) =>
        limited.takeTurn({ ...waiting, signal: until }),
      );
      try {
        const answer = await limited.make(call);
        const tokens = (tokensUsed(answer) ?? estimatedTokens) - estimatedTokens;
        // An answer that was paid for is not lost for a line that could not be put right.
        await reserve(claimsOf(model, { settings, tokens, requests: 0 })).catch(() => 0);
        return answer;
      } finally {
        limited.endTurn();
      }
    },
  };
}

const giveBack = (claim: RateClaim): RateClaim => ({ ...claim, amount: -claim.amount });
const ignore = (): void => undefined;

function openGate({ limits }: ModelSettings, provider: string): Gate {
  const most = limits?.[provider]?.concurrency ?? Number.POSITIVE_INFINITY;
  return new Gate(() => most);
}

async function waitAtMost(
  limits: {
    readonly maximumWaitMs: number;
    readonly clock: LimitClock;
    readonly signal: AbortSignal;
    readonly model: LimitedCall["model"];
  },
  takeTurn: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { maximumWaitMs, clock, signal, model } = limits;
  signal.throwIfAborted();
  const waiting = new AbortController();
  const abort = (): void => waiting.abort(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  const giveUp = (): void =>
    waiting.abort(
      new ModelRateLimitedError(
        `${model.id}: no turn within ${maximumWaitMs} ms under its limits; more calls wait than may be made.`,
        { retryAfterMs: 1000 },
      ),
    );
  const timer = new AbortController();
  const timing = clock.wait(maximumWaitMs, timer.signal).then(giveUp, () => undefined);
  try {
    await takeTurn(waiting.signal);
  } finally {
    timer.abort();
    await timing;
    signal.removeEventListener("abort", abort);
  }
}

function tokensUsed(answer: unknown): number | null {
  if (typeof answer !== "object" || answer === null || !("usage" in answer)) return null;
  const { inputTokens, outputTokens } = answer.usage as { inputTokens?: unknown; outputTokens?: unknown };
  return typeof inputTokens === "number" && typeof outputTokens === "number"
    ? inputTokens + outputTokens
    : null;
}

/** What a request takes of each configured limit per minute: the model's and its provider's. */
function claimsOf(
  { id, provider }: Pick<ModelDescription, "id" | "provider">,
  request: { readonly settings: ModelSettings; readonly tokens: number; readonly requests?: number },
): RateClaim[] {
  const { settings, tokens, requests = 1 } = request;
  return [id, provider].flatMap((name) => {
    const limit = settingFor(settings.limits, name);
    return [
      { key: `${name}/requests`, amount: requests, perMinute: limit?.requestsPerMinute },
      { key: `${name}/tokens`, amount: tokens, perMinute: limit?.tokensPerMinute },
    ].filter((claim): claim is RateClaim => claim.perMinute !== undefined && claim.amount !== 0);
  });
}
