/**
 * Runs commands one after the other within one process, as `bin/assay.mjs` would each in its own: arguments, working
 * directory and variables come with the message, exit code and both streams go back. See hosted-commands.ts.
 */
import { createRequire } from "node:module";
import { main } from "../../bundle/cli/main.js";

const modules = createRequire(import.meta.url).cache;
/** What a command leaves behind in its process, and the next one must not meet. */
const EVENTS = ["SIGINT", "SIGTERM", "uncaughtException", "unhandledRejection"];

process.on("message", async ({ args, cwd, environment }) => {
  const written = { stdout: "", stderr: "" };
  for (const name of Object.keys(written)) {
    process[name].removeAllListeners("error");
    process[name].write = (chunk, encoding, done = encoding) => {
      written[name] += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
      if (typeof done === "function") process.nextTick(done);
      return true;
    };
  }
  process.chdir(cwd);
  for (const variable of Object.keys(process.env)) delete process.env[variable];
  Object.assign(process.env, environment);
  process.exitCode = undefined;
  const listening = EVENTS.map((event) => [event, new Set(process.listeners(event))]);
  await main(args);
  const code = process.exitCode ?? 0;
  process.exitCode = undefined;
  for (const [event, before] of listening)
    for (const listener of process.listeners(event)) if (!before.has(listener)) process.off(event, listener);
  // A configuration reads variables while it is loaded.
  for (const file of Object.keys(modules)) if (!file.includes("node_modules")) delete modules[file];
  process.send({ code, ...written });
});
process.on("disconnect", () => process.exit());
process.send("ready");
