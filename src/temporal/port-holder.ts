import { execFile } from "node:child_process";
import { readdir, readFile, readlink } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
/** The state LISTEN in Linux' table of sockets. */
const LISTEN = "0A";

/**
 * Which process listens on a TCP port of this machine: `process 4711 (temporal server start-dev …)`. Null where the
 * system does not tell: other users' processes are often hidden.
 */
export async function describePortHolder(port: number): Promise<string | null> {
  const holder = process.platform === "linux" ? await findByProc(port) : await findByLsof(port);
  if (holder === null) return null;
  const { pid, command } = holder;
  return `process ${pid}${command === "" ? "" : ` (${shorten(command)})`}`;
}

async function findByProc(port: number): Promise<{ readonly pid: number; readonly command: string } | null> {
  const sockets = await listeningSockets(port);
  if (sockets.size === 0) return null;
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const descriptor of descriptors) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => "");
      if (!sockets.has(target)) continue;
      const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
      return { pid: Number(pid), command: command.replaceAll("\0", " ").trim() };
    }
  }
  return null;
}

/** As links in /proc name them: `socket:[12345]`. */
async function listeningSockets(port: number): Promise<ReadonlySet<string>> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const tables = await Promise.all(
    ["/proc/net/tcp", "/proc/net/tcp6"].map((file) => readFile(file, "utf8").catch(() => "")),
  );
  const rows = tables.flatMap((table) => table.split("\n").map((line) => line.trim().split(/\s+/)));
  const held = rows.filter(([, local = "", , state]) => local.endsWith(suffix) && state === LISTEN);
  return new Set(held.map((row) => `socket:[${row[9]}]`));
}

async function findByLsof(port: number): Promise<{ readonly pid: number; readonly command: string } | null> {
  const { stdout } = await run("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"]).catch(() => ({
    stdout: "",
  }));
  const pid = /^p(\d+)$/m.exec(stdout)?.[1];
  return pid === undefined ? null : { pid: Number(pid), command: /^c(.*)$/m.exec(stdout)?.[1] ?? "" };
}

function shorten(command: string): string {
  return command.length <= 80 ? command : `${command.slice(0, 79)}…`;
}
