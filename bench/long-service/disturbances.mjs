import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

const RETURN_MS = 30_000;

/** What can happen to a service; `explains` is what a log line about it says. */
export const KINDS = {
  "kill worker": { process: "worker", signal: "SIGKILL", explains: /ended by SIGKILL|worker was lost/ },
  "kill start": {
    process: "start",
    signal: "SIGKILL",
    explains: /ended by SIGKILL|worker was lost|Temporal server/,
  },
  "kill server": { process: "server", signal: "SIGKILL", explains: /Temporal/ },
  "stop worker": { process: "worker", signal: "SIGSTOP", explains: /did not run|worker was lost/ },
  "stop start": { process: "start", signal: "SIGSTOP", explains: /did not run|worker was lost/ },
  "stop server": { process: "server", signal: "SIGSTOP", explains: /Temporal/ },
  "lock store": { process: "store", signal: null, explains: /store|database/i },
};

/**
 * When what happens, drawn at random: each kind once before any comes again. `assay start` is killed in the first third
 * only, so that its last life is long enough to tell whether its memory grows.
 *
 * Units  seconds since the start; `between` and `longest` in seconds.
 */
export function planDisturbances({ random, from, to, between, longest }) {
  const plan = [];
  let round = [];
  for (let at = from; at < to; at += between * (0.5 + random())) {
    const mayKillStart = at < from + (to - from) / 3;
    round = round.filter((kind) => kind !== "kill start" || mayKillStart);
    if (round.length === 0) {
      // First of its round: in a short plan its time would be over before its turn.
      const others = shuffled(Object.keys(KINDS), random).filter((kind) => kind !== "kill start");
      round = mayKillStart ? ["kill start", ...others] : others;
    }
    const kind = round.shift();
    plan.push({ at, kind, seconds: KINDS[kind].signal === "SIGKILL" ? 0 : 2 + random() * (longest - 2) });
  }
  return plan;
}

function shuffled(names, random) {
  return names
    .map((name) => ({ name, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ name }) => name);
}

/** Makes it happen, and returns how it went: process, begin and end in milliseconds since 1970. */
export async function disturb({ kind, seconds }, { home, services }) {
  const { process: name, signal } = KINDS[kind];
  const pid =
    name === "store"
      ? null
      : await untilThere(() => (name === "server" ? serverPid(home) : services[name].pid()));
  const from = Date.now();
  if (name === "store") {
    const file = join(home, "assay.db");
    const holder = spawn(
      process.execPath,
      [join(import.meta.dirname, "hold-lock.mjs"), file, String(seconds)],
      {
        stdio: ["ignore", "inherit", "inherit"],
      },
    );
    const [code] = await once(holder, "exit");
    return { kind, pid: null, from, to: Date.now(), done: code === 0 };
  }
  const done = pid !== null && send(pid, signal);
  if (done && signal === "SIGSTOP") {
    await setTimeout(seconds * 1_000);
    send(pid, "SIGCONT");
  }
  return { kind, pid, from, to: Date.now(), done };
}

/** What was killed before may be on its way back, on a busy machine for long; null when it does not come. */
async function untilThere(find) {
  for (const deadline = Date.now() + RETURN_MS; ; ) {
    const pid = find();
    if (pid !== null && send(pid, 0)) return pid;
    if (Date.now() > deadline) return null;
    await setTimeout(100);
  }
}

/** Process id of the embedded Temporal server; null while none is on record. */
export function serverPid(home) {
  try {
    return JSON.parse(readFileSync(join(home, "temporal", "server.json"), "utf8")).pid;
  } catch {
    return null;
  }
}

function send(pid, signal) {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    // Gone in the meantime: nothing to disturb.
    if (error.code === "ESRCH") return false;
    throw error;
  }
}
