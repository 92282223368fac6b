import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { AssayError } from "../../domain/errors.js";
import type { LoadedConfiguration } from "../../load-config.js";
import type { ConfigurationRegistry } from "../../registry.js";
import { type CommandContext, createContext } from "../command-context.js";
import { describeRetirements, modelsOf } from "../output/describe-retirements.js";

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
        ...(await checkConfiguration(context)),
        await check("store", () => describeStore(context)),
        await check("temporal", () => describeTemporal(context)),
        await check("worker", () => describeWorker(context)),
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

/** The configuration, and what is known of the models that its experiments name. */
async function checkConfiguration({ options, environment }: CommandContext): Promise<readonly Check[]> {
  const { loadProject } = await import("../../load-project.js");
  const found: LoadedConfiguration[] = [];
  const configuration = await check("configuration", async () => {
    const project = { environment, file: options.config, workingDirectory: process.cwd() };
    const loaded = await loadProject(project);
    found.push(loaded);
    const { experiments, pipelines } = loaded.configuration;
    return `${loaded.file}: ${experiments.length} experiments, ${Object.keys(pipelines).length} pipelines`;
  });
  // Without a configuration there is nothing to say of its models.
  const [loaded] = found;
  if (loaded === undefined) return [configuration];
  return [configuration, await check("models", () => describeModelsOf(loaded, environment))];
}

/** A retired model is no fault of this machine: it is told, and does not make the check fail. */
async function describeModelsOf(
  loaded: LoadedConfiguration,
  environment: CommandContext["environment"],
): Promise<string> {
  const { createRegistry } = await import("../../registry.js");
  const { createModelGateway } = await import("../../models/model-gateway.js");
  const { experiments, models: settings } = loaded.configuration;
  const registry = createRegistry(loaded);
  const models = [...new Set(experiments.flatMap(({ name }) => namedBy(registry, name)))];
  const gateway = createModelGateway({ environment: environment.variables, settings });
  const notices = describeRetirements(models, { gateway, now: new Date(), announced: true });
  const named =
    models.length === 0 ? "none is named by an experiment" : `${models.length} named by experiments`;
  return [named, ...notices].join("; ");
}

/** None of a definition whose pipeline or evaluators are not there: that is told when it is run. */
function namedBy(registry: ConfigurationRegistry, definition: string): readonly string[] {
  try {
    return modelsOf(registry, definition);
  } catch (error) {
    if (error instanceof AssayError) return [];
    throw error;
  }
}

async function describeStore(context: CommandContext): Promise<string> {
  const file = join(context.environment.home, "assay.db");
  if (!existsSync(file)) return `${file} is made at the first start`;
  const store = await context.openStore();
  const datasets = await store.listDatasets();
  await store.close();
  return `${file}: ${datasets.length} datasets`;
}

async function describeWorker(context: CommandContext): Promise<string> {
  const none = "none is running; assay run starts one for its own time, assay start a lasting one";
  if (!existsSync(join(context.environment.home, "assay.db"))) return none;
  const { isAtWork } = await import("../../operations/workers/is-at-work.js");
  const store = await context.openStore();
  const workers = await store.listWorkers().finally(() => store.close());
  const now = new Date();
  return workers.some((worker) => worker.kind === "lasting" && isAtWork(worker, now))
    ? "one is running"
    : none;
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
