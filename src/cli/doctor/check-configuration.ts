import { AssayError } from "../../domain/errors.js";
import { counted } from "../../formatting/counted.js";
import type { LoadedConfiguration } from "../../load-config.js";
import type { ConfigurationRegistry } from "../../registry.js";
import type { CommandContext } from "../command-context.js";
import { describeRetirements, modelsOf } from "../output/describe-retirements.js";
import { type Check, check } from "./check.js";

/** The configuration, and what is known of the models that its experiments name. */
export async function checkConfiguration({
  options,
  environment,
}: CommandContext): Promise<readonly Check[]> {
  const { loadProject } = await import("../../load-project.js");
  const found: LoadedConfiguration[] = [];
  const configuration = await check("configuration", async () => {
    const project = { environment, file: options.config, workingDirectory: process.cwd() };
    const loaded = await loadProject(project);
    found.push(loaded);
    const { experiments, pipelines } = loaded.configuration;
    return `${loaded.file}: ${counted(experiments.length, "experiment")}, ${counted(Object.keys(pipelines).length, "pipeline")}`;
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
  const { askForModels } = await import("../../operations/ask-for-models.js");
  const { experiments, models: settings } = loaded.configuration;
  const registry = createRegistry(loaded);
  const models = [...new Set(experiments.flatMap(({ name }) => namedBy(registry, name)))];
  const gateway = createModelGateway({ environment: environment.variables, settings });
  const { listed, problems } = await askForModels(models, gateway);
  const notices = describeRetirements(models, { gateway, now: new Date(), announced: true, listed });
  const named =
    models.length === 0 ? "none is named by an experiment" : `${models.length} named by experiments`;
  return [named, ...notices, ...problems].join("; ");
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
