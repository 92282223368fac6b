import {
  CancellationScope,
  ChildWorkflowCancellationType,
  condition,
  getExternalWorkflowHandle,
  isCancellation,
  ParentClosePolicy,
  setHandler,
  startChild,
  workflowInfo,
} from "@temporalio/workflow";
import type { ExperimentSetup } from "../activities/activity-interface.js";
import {
  type RangeInput,
  type RangeProgress,
  type RangeSettings,
  rangeProgressSignal,
  rangeSettingsSignal,
} from "./contract.js";
import { createRangeBook, isSame } from "./range-book.js";
import type { RunControl } from "./run-control.js";

/** Has the runs executed by ranges, each a child workflow, a bounded number at a time; a failed child frees its place. */
export async function fanOut(plan: ExperimentSetup, control: RunControl): Promise<void> {
  const book = createRangeBook(plan, control);
  setHandler(rangeProgressSignal, (reported) => book.count(reported));
  const announce = async (from: number): Promise<void> => {
    try {
      await getExternalWorkflowHandle(rangeId(from)).signal(rangeSettingsSignal, book.settings());
    } catch (error) {
      // Not started yet, or ended in the meantime: it gets them at its start, or needs none any more.
      if (isCancellation(error)) throw error;
    }
  };
  const runRange = async (from: number): Promise<void> => {
    const settings = book.settings();
    const to = Math.min(from + book.length, plan.runCount);
    const child = await startRange(plan, { from, to, settings });
    if (!isSame(settings, book.settings())) await announce(from);
    book.count(await child.result());
  };
  const watcher = new CancellationScope();
  const watching = watcher.run(async () => {
    let announced = book.settings();
    for (;;) {
      await condition(() => !isSame(book.settings(), announced));
      const recipients = book.recipients(announced);
      announced = book.settings();
      await Promise.all(recipients.map(announce));
    }
  });
  watching.catch(() => undefined);
  const pending = new Set<Promise<void>>();
  const failures: unknown[] = [];
  try {
    for (const from of book.firstRuns) {
      await condition(() => control.stopReason !== null || !(control.paused || book.isFull()));
      if (control.stopReason !== null) break;
      book.begin(from);
      const work = runRange(from)
        .catch((error: unknown) => {
          failures.push(error);
        })
        .finally(() => {
          book.end(from);
          pending.delete(work);
        });
      pending.add(work);
    }
  } catch (error) {
    // Cancelled while waiting for a place.
    failures.push(error);
  }
  // Ranges at work end before anything is summarized, also when the experiment was cancelled.
  await CancellationScope.nonCancellable(async () => {
    await Promise.all(pending);
  });
  watcher.cancel();
  if (failures.length > 0) throw failures[0];
}

function rangeId(from: number): string {
  return `${workflowInfo().workflowId}/${from}`;
}

function startRange(
  plan: ExperimentSetup,
  range: { readonly from: number; readonly to: number; readonly settings: RangeSettings },
) {
  const { from, to, settings } = range;
  return startChild<(input: RangeInput) => Promise<RangeProgress>>("experimentRange", {
    workflowId: rangeId(from),
    args: [{ plan, rangeFrom: from, from, to, settings, completed: 0, failed: 0 }],
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { maximumAttempts: 3 },
    staticSummary: `runs ${from} to ${to - 1} of ${plan.name}`,
  });
}
