import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createJiti } from "jiti";
import { z } from "zod";
import { type Configuration, ConfigurationShape } from "./config.js";
import { AssayError } from "./domain/errors.js";
import { mergeModelSettings } from "./models/model-settings.js";

/** Looked for in this order in the working directory. */
const FILES = ["assay.config.ts", "assay.config.mts", "assay.config.js", "assay.config.mjs"];

/** There is no configuration, or it cannot be loaded or understood. */
export class ConfigurationInvalidError extends AssayError {}

/** A configuration with its includes merged in, and what identifies its code. */
export interface LoadedConfiguration {
  readonly file: string;
  readonly directory: string;
  readonly hash: string;
  readonly configuration: Required<Omit<Configuration, "include" | "demo" | "temporal">> &
    Pick<Configuration, "demo" | "temporal">;
}

/** Loads `file`, or the first assay.config.* of the working directory. @throws ConfigurationInvalidError */
export async function loadConfiguration(
  file: string | undefined,
  workingDirectory: string,
): Promise<LoadedConfiguration> {
  const path = locate(file, workingDirectory);
  const source = await readFile(path);
  const library = fileURLToPath(new URL("./index.js", import.meta.url));
  // The same module instance for CLI and configuration, also where the package is not installed under its name.
  const jiti = createJiti(import.meta.url, { moduleCache: true, alias: { assay: library } });
  const module = await jiti.import<{ default?: unknown }>(path).catch((error: unknown) => {
    throw new ConfigurationInvalidError(
      `The configuration ${path} cannot be loaded: ${describeLoadError(error)}`,
      { cause: error },
    );
  });
  // `in`, since the loader answers for a default that is absent with the module itself.
  if (!("default" in module) || module.default === undefined) {
    throw new ConfigurationInvalidError(
      `The configuration ${path} has no default export. End it with: export default defineConfig({ … })`,
    );
  }
  return {
    file: path,
    directory: dirname(path),
    hash: createHash("sha256").update(source).digest("hex"),
    configuration: merge(check(module.default, path), path),
  };
}

function locate(file: string | undefined, workingDirectory: string): string {
  if (file !== undefined) {
    const path = resolve(workingDirectory, file);
    if (existsSync(path)) return path;
    throw new ConfigurationInvalidError(`The configuration file ${path} does not exist.`);
  }
  const found = FILES.map((name) => resolve(workingDirectory, name)).find(existsSync);
  if (found !== undefined) return found;
  throw new ConfigurationInvalidError(
    `No configuration in ${workingDirectory}: looked for ${FILES.join(", ")}. Write one (README, "Your first experiment"), or name it with --config FILE.`,
  );
}

function describeLoadError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const said = error.message.replaceAll(/\s+/g, " ").trim();
  // The loader's own errors name their kind themselves.
  return error.name === "Error" || said.startsWith(error.name) ? said : `${error.name}: ${said}`;
}

function check(candidate: unknown, path: string): Configuration {
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

function checkDemo(
  demo: NonNullable<Configuration["demo"]>,
  { path, defined }: { readonly path: string; readonly defined: readonly string[] },
): void {
  const names = demo.map((step) => (typeof step === "string" ? step : step.experiment));
  const unknown = names.find((name) => !defined.includes(name));
  if (unknown !== undefined)
    throw new ConfigurationInvalidError(
      `The configuration ${path} names "${unknown}" in demo and defines no such experiment. Defined: ${defined.join(", ")}`,
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
