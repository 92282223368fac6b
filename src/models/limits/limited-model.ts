import { findTransientModelError, ModelRateLimitedError } from "../../domain/model/model-errors.js";
import { LONGEST_SHARED_PAUSE_MS, type RateWindow } from "../../domain/model/rate-window.js";
import type { WaitCause } from "../../domain/wait/wait.js";
import { type ModelSettings, settingFor } from "../model-settings.js";
import { AdaptiveLimit } from "./adaptive-limit.js";
import { Gate } from "./gate.js";
import type { LimitClock } from "./limit-clock.js";

/** Where nothing is configured, the limit is the provider's to show. */
const MOST_CONCURRENT = 1000;

/** What a call does while it waits for its turn. */
export interface WaitingCall {
  /** Takes its place in the lines per minute, and says how long it lies ahead, in milliseconds. */
  readonly takePlace: () => Promise<number>;
  /** Gives it up, for those who come after. */
  readonly giveBack: () => Promise<void>;
  /** Tells what it waits for from now on, and until when where that is known; the returned function ends it. */
  readonly tell: (cause: WaitCause, untilMs?: number) => () => void;
}

/** The turns at one model. */
export interface LimitedModel {
  /** Waits until a call may be made. */
  takeTurn(call: WaitingCall, signal: AbortSignal): Promise<void>;
  make<Answer>(call: () => Promise<Answer>): Promise<Answer>;
  endTurn(): void;
}

/** Keeps the turns at one model: its pauses, its concurrency, its place in the lines per minute. */
export function createLimitedModel(
  id: string,
  options: {
    readonly settings: ModelSettings;
    readonly random: () => number;
    readonly clock: LimitClock;
    /** What all models of the provider share. */
    readonly providerGate: Gate;
    /** Where the workers of a store tell each other of pauses. */
    readonly pauses: Pick<RateWindow, "notePause" | "findPauseMs">;
  },
): LimitedModel {
  const { settings, random, clock, providerGate, pauses } = options;
  const pauseKey = `${id}/pause`;
  const most = settingFor(settings.limits, id)?.concurrency ?? MOST_CONCURRENT;
  const adaptive = new AdaptiveLimit({ most, random });
  const gate = new Gate(() => adaptive.limit);
  let inFlight = 0;
  const enter = async (call: WaitingCall, signal: AbortSignal): Promise<void> => {
    const end = call.tell("concurrency");
    try {
      await gate.enter(signal);
      await providerGate.enter(signal).catch((error: unknown) => {
        gate.leave();
        throw error;
      });
    } finally {
      end();
    }
  };
  const waitUntil = async (
    untilMs: number,
    {
      cause,
      call,
      signal,
    }: { readonly cause: WaitCause; readonly call: WaitingCall; readonly signal: AbortSignal },
  ): Promise<void> => {
    const end = call.tell(cause, untilMs);
    await clock.wait(untilMs - clock.nowMs(), signal).finally(end);
  };
  const leave = (): void => {
    providerGate.leave();
    gate.leave();
  };
  const isPaused = (): boolean => adaptive.pausedUntilMs > clock.nowMs();
  /** True too when another worker was told to wait. */
  const isPausedAnywhere = async (): Promise<boolean> => {
    if (isPaused()) return true;
    const untilMs = (await pauses.findPauseMs(pauseKey)) ?? 0;
    // Nobody tells of more: it was told by a clock that is wrong, and says nothing of when it ends by this one.
    if (untilMs <= clock.nowMs() + LONGEST_SHARED_PAUSE_MS) adaptive.pauseUntil(untilMs);
    return isPaused();
  };
  /** Whoever gives up waiting leaves no gap: calls that come back again and again would make the line ever longer. */
  const waitInLine = async (waitMs: number, call: WaitingCall, signal: AbortSignal): Promise<void> => {
    try {
      await waitUntil(clock.nowMs() + waitMs, { cause: "rate_limit", call, signal });
    } catch (error) {
      await call.giveBack();
      throw error;
    }
  };
  let toldUntilMs = 0;
  const tellPause = async (): Promise<void> => {
    if (!isPaused() || adaptive.pausedUntilMs <= toldUntilMs) return;
    toldUntilMs = adaptive.pausedUntilMs;
    const untilMs = Math.min(adaptive.pausedUntilMs, clock.nowMs() + LONGEST_SHARED_PAUSE_MS);
    await pauses.notePause({ key: pauseKey, untilMs });
  };
  return {
    async takeTurn(call, signal) {
      for (;;) {
        while (isPaused()) await waitUntil(adaptive.pausedUntilMs, { cause: "model_pause", call, signal });
        await enter(call, signal);
        try {
          if (!(await isPausedAnywhere())) {
            const waitMs = await call.takePlace();
            if (waitMs > 0) await waitInLine(waitMs, call, signal);
            // A pause in the meantime would let all who wait go at once: their places are gone, they line up again.
            if (!(waitMs > 0 ? await isPausedAnywhere() : isPaused()) && !gate.isOverfull) return;
          }
        } catch (error) {
          leave();
          throw error;
        }
        leave();
      }
    },
    async make(call) {
      const startedAtMs = clock.nowMs();
      inFlight += 1;
      try {
        const answer = await call();
        adaptive.onAnswer({ startedAtMs, endedAtMs: clock.nowMs() });
        return answer;
      } catch (error) {
        const transient = findTransientModelError(error);
        const times = { startedAtMs, endedAtMs: clock.nowMs() };
        const retryAfterMs = transient?.retryAfterMs ?? null;
        if (transient?.name === ModelRateLimitedError.name) {
          adaptive.onRateLimited(times, { inFlight, retryAfterMs });
        } else if (transient !== null) adaptive.onUnavailable(times, { retryAfterMs });
        // What the call failed with matters more than that the others could not be told.
        if (transient !== null) await tellPause().catch(() => undefined);
        throw error;
      } finally {
        inFlight -= 1;
      }
    },
    endTurn: leave,
  };
}
