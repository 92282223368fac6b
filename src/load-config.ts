import { existsSync, realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { type Configuration, ConfigurationShape } from "./config.js";
import type { CodeSnapshot } from "./domain/code/code-snapshot.js";
import { AssayError } from "./domain/errors.js";
import { mergeModelSettings } from "./models/model-settings.js";
import { explainMissingModule } from "./project-code/explain-missing-module.js";
import { CodeChangedError, loadCode } from "./project-code/load-code.js";

/** Looked for in this order in the working directory. */
const CONFIGURATION_FILES = ["ts", "mts", "cts", "js", "mjs", "cjs"].map(
  (ending) => `assay.config.${ending}`,
);

/** There is no configuration, or it cannot be loaded or understood. */
export class ConfigurationInvalidError extends AssayError {}

/** A configuration with its includes merged in, and what identifies its code. */
export interface LoadedConfiguration {
  readonly file: string;
  readonly directory: string;
  readonly code: CodeSnapshot;
  /** All files that the code is made of, installed packages apart. */
  readonly files: readonly string[];
  /** Of those that were read: the modules that did, as far as that is known. */
  readonly readBy: ReadonlyMap<string, ReadonlySet<string>>;
  readonly configuration: Required<Omit<Configuration, "include" | "demo" | "temporal" | "files">> &
    Pick<Configuration, "demo" | "temporal">;
}

/** Where a configuration is looked for, and what belongs to its store. */
export interface ConfigurationPlace {
  /** Instead of the first assay.config.* of the working directory. */
  readonly file?: string | undefined;
  readonly workingDirectory: string;
  /** The store's folder. */
  readonly home: string;
  /** Where compiled modules are kept; it must belong to the user alone. Null keeps none. */
  readonly cacheDirectory: string | null;
}

/** @throws ConfigurationInvalidError */
export async function loadConfiguration(place: ConfigurationPlace): Promise<LoadedConfiguration> {
  const path = locateConfiguration(place);
  const { module, code, files, readBy } = await loadModule(path, place);
  // `in`, since the loader answers for a default that is absent with the module itself.
  if (!("default" in module) || module.default === undefined) {
    throw new ConfigurationInvalidError(
      `The configuration ${path} has no default export. End it with: export default defineConfig({ … })`,
    );
  }
  const configuration = merge(check(module.default, path), path);
  await checkSchedules(configuration, path);
  return { file: path, directory: dirname(path), code, files, readBy, configuration };
}

/** The configuration's module, of which the default export is awaited. @throws ConfigurationInvalidError */
async function loadModule(path: string, place: ConfigurationPlace): ReturnType<typeof loadCode> {
  const tellExit = failOnExit(path);
  try {
    const loaded = await loadCode(path, {
      ...place,
      listFurther: (module) => (module.default as Configuration | undefined)?.files ?? [],
    });
    // An absent default stays absent.
    if (!("default" in loaded.module)) return loaded;
    return { ...loaded, module: { ...loaded.module, default: await loaded.module.default } };
  } catch (error) {
    throw new ConfigurationInvalidError(
      `The configuration ${path} cannot be loaded: ${describeLoadError(error, path)}`,
      { cause: error },
    );
  } finally {
    process.off("exit", tellExit);
  }
}

/** A module that ends the process would otherwise end a command, and a check in CI, as if all were well. */
function failOnExit(path: string): () => void {
  const tell = (): void => {
    process.exitCode = 2;
    process.stderr.write(
      `assay: The configuration ${path}, or a module that it imports, ended the process (process.exit) while it was loaded.\n`,
    );
  };
  process.once("exit", tell);
  return tell;
}

/** The configuration's file, without symbolic links. @throws ConfigurationInvalidError when there is none */
export function locateConfiguration({
  file,
  workingDirectory,
}: Pick<ConfigurationPlace, "file" | "workingDirectory">): string {
  return realpathSync(locate(file, workingDirectory));
}

function locate(file: string | undefined, workingDirectory: string): string {
  if (file !== undefined) {
    const path = resolve(workingDirectory, file);
    if (existsSync(path)) return path;
    throw new ConfigurationInvalidError(`The configuration file ${path} does not exist.`);
  }
  const found = CONFIGURATION_FILES.map((name) => resolve(workingDirectory, name)).find(existsSync);
  if (found !== undefined) return found;
  const above = configurationAbove(workingDirectory);
  const advice =
    above === null
      ? 'Write one (README, "Your first experiment"), or name it with --config FILE.'
      : `There is one above: go to ${dirname(above)}, or name it with --config ${above}`;
  throw new ConfigurationInvalidError(
    `No configuration in ${workingDirectory}: looked for ${CONFIGURATION_FILES.join(", ")}. ${advice}`,
  );
}

/** Of the nearest folder that has one; it is not taken unasked, since the store lies where the command is run. */
function configurationAbove(directory: string): string | null {
  const parent = dirname(directory);
  if (parent === directory) return null;
  const found = CONFIGURATION_FILES.map((name) => resolve(parent, name)).find(existsSync);
  return found ?? configurationAbove(parent);
}

function describeLoadError(error: unknown, path: string): string {
  const missing = explainMissingModule(error, path);
  if (missing !== null) return missing;
  if (!(error instanceof Error)) return String(error);
  if (error instanceof CodeChangedError) return error.message;
  const said = error.message.replaceAll(/\s+/g, " ").trim();
  // The loader's own errors name their kind themselves.
  return error.name === "Error" || said.startsWith(error.name) ? said : `${error.name}: ${said}`;
}

function check(candidate: unknown, path: string): Configuration {
  if (typeof candidate === "function")
    throw new ConfigurationInvalidError(
      `The configuration ${path} exports a function. Export what it returns: export default await load(); or export default defineConfig({ … })`,
    );
  const parsed = ConfigurationShape.safeParse(candidate);
  if (parsed.success) return candidate as Configuration;
  throw new ConfigurationInvalidError(
    `The configuration ${path} is not valid:\n${z.prettifyError(parsed.error)}`,
  );
}

function merge(configuration: Configuration, path: string): LoadedConfiguration["configuration"] {
  const parts = (configuration.include ?? []).map((included) => merge(check(included, path), path));
  const all = [...parts, configuration];
  const experiments = all.flatMap((part) => part.experiments ?? []);
  const twice = experiments.find(
    ({ name }, index) => experiments.findIndex((other) => other.name === name) < index,
  );
  if (twice !== undefined)
    throw new ConfigurationInvalidError(
      `The configuration ${path} defines the experiment "${twice.name}" twice.`,
    );
  const { demo } = configuration;
  checkDemo(demo ?? [], { path, defined: experiments.map(({ name }) => name) });
  const temporal = all.findLast((part) => part.temporal !== undefined)?.temporal;
  return {
    ...(demo === undefined ? {} : { demo }),
    ...(temporal === undefined ? {} : { temporal }),
    datasets: union(all, "datasets", path),
    pipelines: union(all, "pipelines", path),
    evaluators: union(all, "evaluators", path),
    experiments,
    models: mergeModelSettings(all.map(({ models }) => models)),
  };
}

/** What reads times is loaded only where there are any. */
async function checkSchedules(
  { experiments }: Pick<LoadedConfiguration["configuration"], "experiments">,
  path: string,
): Promise<void> {
  if (experiments.every(({ schedule }) => schedule === undefined)) return;
  const { listSchedules } = await import("./schedules/list-schedules.js");
  try {
    listSchedules(experiments);
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    throw new ConfigurationInvalidError(`The configuration ${path} is not valid: ${error.message}`, {
      cause: error,
    });
  }
}

function checkDemo(
  demo: NonNullable<Configuration["demo"]>,
  { path, defined }: { readonly path: string; readonly defined: readonly string[] },
): void {
  const names = demo.map((step) => (typeof step === "string" ? step : step.experiment));
  const unknown = names.find((name) => !defined.includes(name));
  if (unknown !== undefined)
    throw new ConfigurationInvalidError(
      `The configuration ${path} names "${unknown}" in demo, but defines no experiment of this name. Defined: ${defined.join(", ")}`,
    );
}

function union<Key extends "datasets" | "pipelines" | "evaluators">(
  parts: readonly Configuration[],
  key: Key,
  path: string,
): NonNullable<Configuration[Key]> {
  const merged: Record<string, unknown> = {};
  for (const part of parts) {
    for (const [name, value] of Object.entries(part[key] ?? {})) {
      // The same one may come in by two ways, such as a dataset that two examples share.
      if (name in merged && merged[name] !== value)
        throw new ConfigurationInvalidError(
          `The configuration ${path} defines "${name}" twice among its ${key}.`,
        );
      merged[name] = value;
    }
  }
  return merged as NonNullable<Configuration[Key]>;
}
