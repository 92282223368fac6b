import type { Wait } from "./wait.js";

/** A wait that begins now. */
export interface BeginningWait extends Pick<Wait, "cause" | "subject" | "scope"> {
  readonly detail?: string | null;
  /** When it ends by itself, in milliseconds since 1970; left out where something else has to happen. */
  readonly untilMs?: number;
}

/** Takes down what waits in a worker, and for what. */
export interface WaitRecorder {
  /** Something waits from now on; the returned function ends it. */
  readonly begin: (wait: BeginningWait) => () => void;
  /**
   * A step was handed back and will be tried again, here or elsewhere, at `untilMs`. A step that is handed back again
   * and again has waited since the first time.
   */
  readonly postpone: (step: string, wait: BeginningWait & { readonly untilMs: number }) => void;
  /** The step is tried again. */
  readonly retry: (step: string) => void;
  /** The step has ended, one way or the other. */
  readonly settle: (step: string) => void;
}

/** For those who do not want to know. */
export const IGNORED_WAITS: WaitRecorder = {
  begin: () => () => undefined,
  postpone: () => undefined,
  retry: () => undefined,
  settle: () => undefined,
};
