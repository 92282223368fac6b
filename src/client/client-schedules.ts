import type { ScheduleChange } from "../domain/schedule/schedule-change.js";
import type { ScheduleState } from "../domain/schedule/schedule-state.js";
import type { ScheduleContext } from "../operations/schedules/schedule-context.js";
import type { BackfillRange } from "../operations/schedules/steer-schedule.js";
import type { SyncOptions } from "../operations/schedules/sync-schedules.js";

/** Schedules of regression runs, for scripts, as `client.schedules`. */
export class ClientSchedules {
  readonly #context: ScheduleContext;

  constructor(context: ScheduleContext) {
    this.#context = context;
  }

  /**
   * Makes Temporal's schedules agree with the configuration. Returns what was changed, or would be.
   *
   * @throws ScheduleUnusableError
   */
  async sync(options: SyncOptions = {}): Promise<readonly ScheduleChange[]> {
    const { syncSchedules } = await import("../operations/schedules/sync-schedules.js");
    return await syncSchedules(this.#context, options);
  }

  /** Returns all schedules of the store and of the configuration, with their next and last runs. */
  async list(): Promise<readonly ScheduleState[]> {
    const { listScheduleStates } = await import("../operations/schedules/list-schedule-states.js");
    return await listScheduleStates(this.#context);
  }

  /** One of them. @throws ScheduleNotFoundError */
  async show(name: string): Promise<ScheduleState> {
    const { readScheduleState } = await import("../operations/schedules/list-schedule-states.js");
    return await readScheduleState(this.#context, name);
  }

  /** Starts a regression run now, or after the one that is running. @throws ScheduleNotFoundError */
  async run(name: string): Promise<void> {
    const { runScheduleNow } = await import("../operations/schedules/steer-schedule.js");
    await runScheduleNow(this.#context, name);
  }

  /** Pauses a schedule: no run starts until it is resumed. @throws ScheduleNotFoundError */
  async pause(name: string, note?: string): Promise<void> {
    const { pauseSchedule } = await import("../operations/schedules/steer-schedule.js");
    await pauseSchedule(this.#context, name, note);
  }

  /** Ends a pause. @throws ScheduleNotFoundError */
  async resume(name: string, note?: string): Promise<void> {
    const { resumeSchedule } = await import("../operations/schedules/steer-schedule.js");
    await resumeSchedule(this.#context, name, note);
  }

  /**
   * Starts a run for each time in a past range at which the schedule was due.
   *
   * @throws ScheduleNotFoundError, ScheduleBackfillInvalidError
   */
  async backfill(name: string, range: BackfillRange): Promise<void> {
    const { backfillSchedule } = await import("../operations/schedules/steer-schedule.js");
    await backfillSchedule(this.#context, name, range);
  }

  /** Deletes a schedule from Temporal; its regression runs are kept. @throws ScheduleNotFoundError */
  async delete(name: string): Promise<void> {
    const { deleteSchedule } = await import("../operations/schedules/steer-schedule.js");
    await deleteSchedule(this.#context, name);
  }
}
