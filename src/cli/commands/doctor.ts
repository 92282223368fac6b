import type { Command } from "commander";
import { createContext } from "../command-context.js";
import { checkConfiguration } from "../doctor/check-configuration.js";
import { checkService } from "../doctor/check-service.js";

/** `assay doctor`: what is found, what is missing, and how to fix it. Changes nothing but the cache of the server binary. */
export function addDoctorCommand(program: Command): void {
  program
    .command("doctor")
    .description("check what is found, what is missing, and how to fix it")
    .action(async (_options: unknown, command: Command) => {
      const context = await createContext(command);
      const checks = [
        { name: "node", ok: true, detail: process.version },
        ...(await checkConfiguration(context)),
        ...(await checkService(context)),
      ];
      context.print(
        { checks },
        checks.map(({ name, ok, detail }) => `${ok ? "ok     " : "MISSING"}  ${name}: ${detail}`).join("\n"),
      );
      process.exitCode = checks.every(({ ok }) => ok) ? 0 : 2;
    });
}
