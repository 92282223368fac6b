import { fileURLToPath } from "node:url";
import { type Cli, createCli } from "./cli.js";
import type { FakeProvider } from "./fake-provider/fake-provider.js";
import type { HostedCommands } from "./hosted-commands.js";
import { providerEnvironment } from "./models.js";

const config = fileURLToPath(new URL("../e2e/fixtures/judged/assay.config.ts", import.meta.url));

/** The command line with the fixture `judged`, whose models are the fake provider's. */
export function createJudgedCli(
  home: string,
  {
    provider,
    settings = {},
    environment = {},
    host,
  }: {
    readonly provider: FakeProvider;
    /** What the fixture's configuration takes from JUDGED. */
    readonly settings?: object;
    readonly environment?: NodeJS.ProcessEnv;
    /** Where `run` runs its commands, in place of a process for each. */
    readonly host?: HostedCommands;
  },
): Cli {
  const variables = {
    TEMPORAL_ADDRESS: process.env.ASSAY_TEST_TEMPORAL_ADDRESS,
    JUDGED: JSON.stringify(settings),
    SERVICE_TOKEN: "token-MARKER-0004",
    ...providerEnvironment(provider),
    ...environment,
  };
  const cli = createCli(home, variables, host === undefined ? {} : { host });
  const named = (args: readonly string[]): string[] => [...args, "--config", config];
  return {
    run: (...args) => cli.run(...named(args)),
    spawn: (...args) => cli.spawn(...named(args)),
  };
}
