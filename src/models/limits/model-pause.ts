import { LONGEST_SHARED_PAUSE_MS, type RateWindow } from "../../domain/model/rate-window.js";
import type { AdaptiveLimit } from "./adaptive-limit.js";
import type { LimitClock } from "./limit-clock.js";

/** Where the workers of a store tell each other of pauses. */
export type SharedPauses = Pick<RateWindow, "notePause" | "findPauseMs">;

/** Until when a model takes no calls: as its failures show here, and as other workers of the store were told. */
export class ModelPause {
  #toldUntilMs = 0;
  readonly #key: string;
  readonly #adaptive: AdaptiveLimit;
  readonly #clock: LimitClock;
  readonly #shared: SharedPauses;

  constructor(
    modelId: string,
    options: {
      readonly adaptive: AdaptiveLimit;
      readonly clock: LimitClock;
      readonly shared: SharedPauses;
    },
  ) {
    this.#key = `${modelId}/pause`;
    this.#adaptive = options.adaptive;
    this.#clock = options.clock;
    this.#shared = options.shared;
  }

  get untilMs(): number {
    return this.#adaptive.pausedUntilMs;
  }

  /** As far as this worker knows. */
  get isOn(): boolean {
    return this.untilMs > this.#clock.nowMs();
  }

  /** True too when another worker was told to wait. */
  async isOnAnywhere(): Promise<boolean> {
    if (this.isOn) return true;
    const untilMs = (await this.#shared.findPauseMs(this.#key)) ?? 0;
    // Nobody tells of more: it was told by a clock that is wrong, and says nothing of when it ends by this one.
    if (untilMs <= this.#clock.nowMs() + LONGEST_SHARED_PAUSE_MS) this.#adaptive.pauseUntil(untilMs);
    return this.isOn;
  }

  /** Tells the other workers of a pause that they were not told of yet. */
  async tell(): Promise<void> {
    if (!this.isOn || this.untilMs <= this.#toldUntilMs) return;
    this.#toldUntilMs = this.untilMs;
    const untilMs = Math.min(this.untilMs, this.#clock.nowMs() + LONGEST_SHARED_PAUSE_MS);
    await this.#shared.notePause({ key: this.#key, untilMs });
  }
}
