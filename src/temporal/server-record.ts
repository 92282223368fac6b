import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** What the processes of a project record about the embedded server that they share. It is changed only under the lock. */
export const ServerRecord = z.object({
  pid: z.int(),
  /** When that process started, as `startOf` tells it: ids of processes come again. */
  startedAt: z.string().default(""),
  address: z.string(),
  /** Where its UI listens, which checks nobody: for the guarded UI alone. */
  hiddenUi: z.string().nullable().default(null),
  /** When it last began to answer. */
  since: z.iso.datetime().default(() => new Date().toISOString()),
  restarts: z.int().default(0),
  lastRestart: z
    .object({ at: z.iso.datetime(), reason: z.string(), tookMs: z.number() })
    .nullable()
    .default(null),
  /** Restarts since it last ran well for a while: they are made at growing distances. */
  attempts: z.int().default(0),
  /** Since when and why it does not run, and when it was last tried to start it; null while it runs. */
  failure: z
    .object({ at: z.iso.datetime(), triedAt: z.iso.datetime(), reason: z.string(), error: z.string() })
    .nullable()
    .default(null),
  /** The process that ends the server when its users are gone. */
  guardian: z.object({ pid: z.int(), startedAt: z.string() }).nullable().default(null),
});
export type ServerRecord = z.infer<typeof ServerRecord>;

/** Null when no server was started, or the last user has stopped it. */
export async function readServerRecord(home: string): Promise<ServerRecord | null> {
  const parsed = ServerRecord.safeParse(
    await readFile(fileOf(home), "utf8")
      .then(JSON.parse)
      .catch(() => null),
  );
  return parsed.success ? parsed.data : null;
}

/** Renamed into place: a process killed at any moment leaves a whole record. */
export async function writeServerRecord(home: string, record: ServerRecord): Promise<void> {
  const file = fileOf(home);
  await writeFile(`${file}.${process.pid}`, JSON.stringify(record), { mode: 0o600 });
  await rename(`${file}.${process.pid}`, file);
}

export async function removeServerRecord(home: string): Promise<void> {
  await rm(fileOf(home), { force: true });
}

function fileOf(home: string): string {
  return join(home, "temporal", "server.json");
}
