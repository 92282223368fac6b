import { type Command, InvalidArgumentError } from "commander";
import type { AssayClient } from "../../client.js";
import { type CommandContext, createContext } from "../command-context.js";
import { withClient } from "../with-client.js";

/** `assay schedule …`: regression runs that start by themselves. */
export function addScheduleCommands(program: Command): void {
  const schedule = program.command("schedule").description("manage regression runs that start automatically");
  schedule
    .command("sync")
    .description("make Temporal's schedules agree with the configuration")
    .option("--dry-run", "only print what would be changed")
    .option("--prune", "remove schedules that the configuration no longer has")
    .action(async (options: { readonly dryRun?: boolean; readonly prune?: boolean }, command: Command) => {
      const { dryRun = false, prune = false } = options;
      const { renderScheduleChanges } = await import("../../report/render-schedules.js");
      const context = await createContext(command);
      const { requireUsableSchedules } = await import(
        "../../operations/schedules/require-usable-schedule.js"
      );
      const work = async (client: AssayClient): Promise<void> => {
        // Told before the first change, so that what is cut short has been told, too.
        const changes = await client.schedules.sync({
          dryRun,
          prune,
          announce: (planned) => {
            if (context.options.json !== true)
              context.print(planned, renderScheduleChanges(planned, { prune, dryRun }));
          },
        });
        if (context.options.json === true) context.print({ changes, dryRun, prune }, "");
      };
      await withClient(context, { check: async (project) => requireUsableSchedules(project), work });
    });
  schedule
    .command("list")
    .description("list schedules with their next and last runs")
    .action(async (_options: unknown, command: Command) => {
      const { renderSchedules } = await import("../../report/render-schedules.js");
      await onServer(command, async (client, context) => {
        const schedules = await client.schedules.list();
        context.print({ schedules }, renderSchedules(schedules));
      });
    });
  schedule
    .command("show <name>")
    .description("show one schedule")
    .action(async (name: string, _options: unknown, command: Command) => {
      const { renderSchedule } = await import("../../report/render-schedules.js");
      await onSchedule(command, name, async (client, context) => {
        const state = await client.schedules.show(name);
        context.print(state, renderSchedule(state));
      });
    });
  addSteering(schedule);
}

function addSteering(schedule: Command): void {
  schedule
    .command("run <name>")
    .description("start a regression run now, or after the one that is running")
    .action(async (name: string, _options: unknown, command: Command) => {
      await onSchedule(command, name, async (client, context) => {
        await client.schedules.run(name);
        context.print({ name, started: true }, `${name}: started; see assay schedule show ${name}`);
      });
    });
  for (const [verb, description] of [
    ["pause", "pause a schedule: no run starts until it is resumed"],
    ["resume", "resume a paused schedule"],
  ] as const)
    schedule
      .command(`${verb} <name>`)
      .description(description)
      .option("--note <text>", "the reason, for others")
      .action(async (name: string, { note }: { readonly note?: string }, command: Command) => {
        await onSchedule(command, name, async (client, context) => {
          await client.schedules[verb](name, note);
          context.print({ name, paused: verb === "pause" }, `${name}: ${verb}d`);
        });
      });
  schedule
    .command("backfill <name>")
    .description(
      "start a run for each time in a past range at which the schedule was due, one after the other",
    )
    .requiredOption("--from <time>", "first time, such as 2026-01-31T00:00:00Z", instant)
    .requiredOption("--to <time>", "last time", instant)
    .action(async (name: string, range: { readonly from: Date; readonly to: Date }, command: Command) => {
      await onSchedule(command, name, async (client, context) => {
        await client.schedules.backfill(name, range);
        const { from, to } = range;
        const text = `${name}: started for what was due from ${from.toISOString()} to ${to.toISOString()}, one after the other; see assay schedule show ${name}`;
        context.print({ name, ...range }, text);
      });
    });
  schedule
    .command("delete <name>")
    .description("delete a schedule from Temporal; its regression runs are kept")
    .action(async (name: string, _options: unknown, command: Command) => {
      await onSchedule(command, name, async (client, context) => {
        await client.schedules.delete(name);
        context.print({ name, deleted: true }, `${name}: deleted`);
      });
    });
}

/** An instant with its offset: without one it would mean another time on each machine. */
function instant(text: string): Date {
  const date = new Date(text);
  if (
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text) &&
    !Number.isNaN(date.getTime())
  )
    return date;
  throw new InvalidArgumentError(`"${text}" is no instant with its offset, such as 2026-01-31T03:00:00Z.`);
}

type Work = (client: AssayClient, context: CommandContext) => Promise<void>;

async function onServer(command: Command, work: Work): Promise<void> {
  const context = await createContext(command);
  await withClient(context, { check: async () => undefined, work: (client) => work(client, context) });
}

/** Looks for the schedule first: for one that does not exist no server is started. */
async function onSchedule(command: Command, name: string, work: Work): Promise<void> {
  const context = await createContext(command);
  const { requireKnownSchedule } = await import("../../operations/schedules/require-known-schedule.js");
  await withClient(context, {
    check: async (project) => await requireKnownSchedule(project, name),
    work: (client) => work(client, context),
  });
}
