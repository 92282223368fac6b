import type { ExperimentSetup } from "../activities/activity-interface.js";
import { PAGE_LENGTH, type RangeProgress, type RangeSettings } from "./contract.js";
import { type RunControl, windowFor } from "./run-control.js";

/** Ranges at work at once: enough to keep a worker busy, few enough that the parent stays small. */
const ACTIVE_RANGES = 4;
/** At most this many ranges, so that a million runs make 100 children of 10,000. */
const MAXIMUM_RANGES = 100;

/** The ranges of an experiment: which wait, which are at work, what they have reported, and what they must be sent. */
export interface RangeBook {
  /** The first run of each range, in order. */
  readonly firstRuns: readonly number[];
  /** Runs of a range; the last one may have fewer. */
  readonly length: number;
  isFull(): boolean;
  begin(from: number): void;
  end(from: number): void;
  /** Takes what a range reports into the experiment's own counts. */
  count(reported: RangeProgress): void;
  /** What must be sent to a range now. */
  settings(): RangeSettings;
  /** The ranges that a change from these settings matters to. */
  recipients(announced: RangeSettings): readonly number[];
}

/**
 * Divides a plan's runs into ranges of whole pages: one page each, or more if that would make more than a hundred
 * ranges.
 */
export function createRangeBook(plan: ExperimentSetup, control: RunControl): RangeBook {
  const length = Math.max(1, Math.ceil(plan.runCount / MAXIMUM_RANGES / PAGE_LENGTH)) * PAGE_LENGTH;
  const firstRuns = Array.from({ length: Math.ceil(plan.runCount / length) }, (_, index) => index * length);
  const waiting = new Set(firstRuns);
  const active = new Set<number>();
  const progress = new Map<number, RangeProgress>();
  /** At work, with runs left to start. */
  const starting = (): number[] => [...active].filter((from) => progress.get(from)?.allStarted !== true);
  const settings = (): RangeSettings => {
    const { concurrency, paused, stopReason } = control;
    const shares = Math.min(starting().length + waiting.size, ACTIVE_RANGES);
    const window = Math.ceil(windowFor(concurrency, plan) / Math.max(1, shares));
    return { concurrency, window, paused, stopReason };
  };
  return {
    firstRuns,
    length,
    settings,
    isFull: () => active.size >= ACTIVE_RANGES,
    begin(from) {
      waiting.delete(from);
      active.add(from);
    },
    end: (from) => active.delete(from),
    count(reported) {
      progress.set(reported.from, reported);
      control.completed = sum(progress, "completed");
      control.failed = sum(progress, "failed");
      control.stopReason ??= reported.stopReason;
      control.onEnd();
    },
    recipients(announced) {
      // A wider window is of no use to one about to end, and a signal that comes as it ends makes it start over, by a
      // replay of its whole history.
      const isWindowAlone = isSame({ ...settings(), window: announced.window }, announced);
      return isWindowAlone ? starting() : [...active];
    },
  };
}

/** True when a range that was told the one need not be told the other. */
export function isSame(one: RangeSettings, other: RangeSettings): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function sum(progress: ReadonlyMap<number, RangeProgress>, of: "completed" | "failed"): number {
  let total = 0;
  for (const counts of progress.values()) total += counts[of];
  return total;
}
