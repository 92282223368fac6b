import type { FailureOverview } from "../domain/store.js";
import { printableLine } from "../formatting/printable-text.js";

const LONGEST_MESSAGE = 300;

/** `failed runs: 5 × RangeError, such as item i0: no 0`, a line per kind. The message is user code's: hostile. */
export function renderFailures(failures: readonly FailureOverview[]): string[] {
  return failures.map(({ evaluatorId, scoreName, type, message, runs, itemId }) => {
    const failed = evaluatorId === null ? "failed runs" : `failed evaluations of ${evaluatorId}`;
    const what = scoreName === null ? failed : `unscored ${scoreName}`;
    const line = printableLine(message);
    const shown = line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE - 1)}…` : line;
    return (
      printableLine(`${what}: ${runs} × ${type}, such as item ${itemId}${shown === "" ? "" : ": "}`) + shown
    );
  });
}
