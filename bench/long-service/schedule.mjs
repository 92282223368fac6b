import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";

/** Starts a small experiment again and again, as cron does, until told to stop; returns what each start said. */
export async function runSchedule({ command, environment, cwd, everyMs, signal, onStart }) {
  const starts = [];
  const under = new Set();
  for (let n = 0; !signal.aborted; n += 1) {
    const started = start(n, { command, environment, cwd }).then((outcome) => {
      under.delete(started);
      starts.push(outcome);
      onStart(outcome);
    });
    under.add(started);
    await setTimeout(everyMs, undefined, { signal }).catch(() => undefined);
  }
  await Promise.all(under);
  return starts;
}

async function start(n, { command, environment, cwd }) {
  const name = `small-${n}`;
  const args = [...command, "run", "small", "--detach", "--json", "--name", name];
  const child = spawn(process.execPath, args, { cwd, env: environment, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    said += text;
  });
  const at = Date.now();
  const [code] = await once(child, "close");
  return { name, at, code, said: said.trim() };
}
