import { findTransientModelError, ModelRateLimitedError } from "../../domain/model/model-errors.js";
import type { WaitCause } from "../../domain/wait/wait.js";
import { type ModelSettings, settingFor } from "../model-settings.js";
import { AdaptiveLimit } from "./adaptive-limit.js";
import { Gate } from "./gate.js";
import type { LimitClock } from "./limit-clock.js";
import { ModelPause, type SharedPauses } from "./model-pause.js";

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
  readonly signal: AbortSignal;
}

/** Keeps the turns at one model: its pauses, its concurrency, its place in the lines per minute. */
export class LimitedModel {
  #inFlight = 0;
  readonly #adaptive: AdaptiveLimit;
  readonly #clock: LimitClock;
  readonly #pause: ModelPause;
  readonly #gate: Gate;
  readonly #providerGate: Gate;

  constructor(
    id: string,
    options: {
      readonly settings: ModelSettings;
      readonly random: () => number;
      readonly clock: LimitClock;
      /** What all models of the provider share. */
      readonly providerGate: Gate;
      readonly pauses: SharedPauses;
    },
  ) {
    const { settings, random, clock, providerGate, pauses } = options;
    const most = settingFor(settings.limits, id)?.concurrency ?? MOST_CONCURRENT;
    const adaptive = new AdaptiveLimit({ most, random });
    this.#adaptive = adaptive;
    this.#clock = clock;
    this.#pause = new ModelPause(id, { adaptive, clock, shared: pauses });
    this.#gate = new Gate(() => adaptive.limit);
    this.#providerGate = providerGate;
  }

  /** Waits until a call may be made. */
  async takeTurn(call: WaitingCall): Promise<void> {
    for (;;) {
      while (this.#pause.isOn) await this.#waitUntil(this.#pause.untilMs, "model_pause", call);
      await this.#enter(call);
      try {
        if (await this.#findsPlace(call)) return;
      } catch (error) {
        this.endTurn();
        throw error;
      }
      this.endTurn();
    }
  }

  /** Makes a call that has its turn, and learns from how it ends. */
  async make<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    const startedAtMs = this.#clock.nowMs();
    this.#inFlight += 1;
    try {
      const answer = await call();
      this.#adaptive.onAnswer({ startedAtMs, endedAtMs: this.#clock.nowMs() });
      return answer;
    } catch (error) {
      await this.#learnFrom(error, startedAtMs);
      throw error;
    } finally {
      this.#inFlight -= 1;
    }
  }

  endTurn(): void {
    this.#providerGate.leave();
    this.#gate.leave();
  }

  async #enter({ tell, signal }: WaitingCall): Promise<void> {
    const end = tell("concurrency");
    try {
      await this.#gate.enter(signal);
      await this.#providerGate.enter(signal).catch((error: unknown) => {
        this.#gate.leave();
        throw error;
      });
    } finally {
      end();
    }
  }

  /** Whether a call that was let in may be made after its time in line; it lines up again where not. */
  async #findsPlace(call: WaitingCall): Promise<boolean> {
    if (await this.#pause.isOnAnywhere()) return false;
    const waitMs = await call.takePlace();
    if (waitMs > 0) await this.#waitInLine(waitMs, call);
    // A pause in the meantime would let all who wait go at once: their places are gone, they line up again.
    const isPaused = waitMs > 0 ? await this.#pause.isOnAnywhere() : this.#pause.isOn;
    return !isPaused && !this.#gate.isOverfull;
  }

  /** Whoever gives up waiting leaves no gap: calls that come back again and again would make the line ever longer. */
  async #waitInLine(waitMs: number, call: WaitingCall): Promise<void> {
    try {
      await this.#waitUntil(this.#clock.nowMs() + waitMs, "rate_limit", call);
    } catch (error) {
      await call.giveBack();
      throw error;
    }
  }

  async #waitUntil(untilMs: number, cause: WaitCause, { tell, signal }: WaitingCall): Promise<void> {
    const end = tell(cause, untilMs);
    await this.#clock.wait(untilMs - this.#clock.nowMs(), signal).finally(end);
  }

  async #learnFrom(error: unknown, startedAtMs: number): Promise<void> {
    const transient = findTransientModelError(error);
    if (transient === null) return;
    const times = { startedAtMs, endedAtMs: this.#clock.nowMs() };
    const { retryAfterMs = null } = transient;
    if (transient.name === ModelRateLimitedError.name)
      this.#adaptive.onRateLimited(times, { inFlight: this.#inFlight, retryAfterMs });
    else this.#adaptive.onUnavailable(times, { retryAfterMs });
    // What the call failed with matters more than that the others could not be told.
    await this.#pause.tell().catch(() => undefined);
  }
}
