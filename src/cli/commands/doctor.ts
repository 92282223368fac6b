import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { type CommandContext, createContext } from "../command-context.js";
import { hasLastingWorker } from "../worker-registration.js";

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** `assay doctor`: what is found, what is missing, how to mend it. Changes nothing but the cache of the server binary. */
export function addDoctorCommand(program: Command): void {
  program
    .command("doctor")
    .description("what is found, what is missing, how to mend it")
    .action(async (_options: unknown, command: Command) => {
      const context = await createContext(command);
      const checks = [
        { name: "node", ok: true, detail: process.version },
        await check("configuration", async () => {
          const { loadConfiguration } = await import("../../load-config.js");
          const { file, configuration } = await loadConfiguration(context.options.config, process.cwd());
          return `${file}: ${configuration.experiments.length} experiments, ${Object.keys(configuration.pipelines).length} pipelines`;
        }),
        await check("store", () => describeStore(context)),
        await check("temporal", () => describeTemporal(context)),
        {
          name: "worker",
          ok: true,
          detail: hasLastingWorker(context.environment.home)
            ? "one is running"
            : "none is running; assay run starts one for its own time, assay start a lasting one",
        },
      ];
      context.print(
        { checks },
        checks.map(({ name, ok, detail }) => `${ok ? "ok     " : "MISSING"}  ${name}: ${detail}`).join("\n"),
      );
      process.exitCode = checks.every(({ ok }) => ok) ? 0 : 2;
    });
}

async function check(name: string, work: () => Promise<string>): Promise<Check> {
  return await work().then(
    (detail) => ({ name, ok: true, detail }),
    (error: unknown) => ({ name, ok: false, detail: error instanceof Error ? error.message : String(error) }),
  );
}

async function describeStore(context: CommandContext): Promise<string> {
  const file = join(context.environment.home, "assay.db");
  if (!existsSync(file)) return `${file} is made at the first start`;
  const store = await context.openStore();
  const datasets = await store.listDatasets();
  await store.close();
  return `${file}: ${datasets.length} datasets`;
}

async function describeTemporal({ environment, report }: CommandContext): Promise<string> {
  const address = environment.variables.TEMPORAL_ADDRESS;
  if (address !== undefined && address !== "") {
    const { reachNamedServer } = await import("../../temporal/connect.js");
    const { connection, namespace } = await reachNamedServer(environment.variables);
    await connection.close();
    return `TEMPORAL_ADDRESS ${address} answers, namespace ${namespace} is there`;
  }
  const { findServerBinary } = await import("../../temporal/find-server-binary.js");
  const { path, source } = await findServerBinary({ environment: environment.variables, report });
  return `${path} (from ${source})`;
}
