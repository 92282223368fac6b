import { type ConfigurationPlace, locateConfiguration } from "./load-config.js";
import { isInstalled } from "./project-code/is-installed.js";
import { scanImports } from "./project-code/scan-imports.js";

/** The files that a configuration is made of, as far as they can be told without loading it. */
export function listProjectFiles(
  place: Pick<ConfigurationPlace, "file" | "workingDirectory">,
): readonly string[] {
  return [...scanImports(locateConfiguration(place)).files].filter((file) => !isInstalled(file));
}
