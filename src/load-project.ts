import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "./environment.js";
import { type LoadedConfiguration, loadConfiguration } from "./load-config.js";
import { secureHome } from "./private-files/secure-home.js";

/**
 * Loads the configuration of an environment. Compiled modules stay in the store's folder, when there is one and it is
 * the user's alone. @throws ConfigurationInvalidError, HomeNotPrivateError
 */
export async function loadProject(options: {
  readonly environment: Environment;
  readonly file?: string | undefined;
  readonly workingDirectory: string;
  readonly report?: ((line: string) => void) | undefined;
}): Promise<LoadedConfiguration> {
  const { environment, file, workingDirectory, report } = options;
  const { home } = environment;
  const isThere = existsSync(home);
  if (isThere) secureHome(home, { report });
  const cacheDirectory = isThere ? join(home, "compiled") : null;
  return await loadConfiguration({ file, workingDirectory, home, cacheDirectory });
}
