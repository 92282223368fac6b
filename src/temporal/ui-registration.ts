import { readFileSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { isAlive, startOf } from "./is-alive.js";

const Registration = z.object({ pid: z.int(), startedAt: z.string(), url: z.string() });

/**
 * Records where this process serves the UI of the project's embedded server; returns a function that removes the
 * record.
 */
export async function registerUi(home: string, url: string): Promise<() => Promise<void>> {
  const { pid } = process;
  await writeFile(fileOf(home), JSON.stringify({ pid, startedAt: startOf(pid), url }), { mode: 0o600 });
  return async () => {
    if (read(home)?.pid === pid) await rm(fileOf(home), { force: true });
  };
}

/** Where the UI of the project's embedded server is served now; null when no `assay start` serves it. */
export function findUiUrl(home: string): string | null {
  const found = read(home);
  return found !== null && isAlive(found.pid, found.startedAt) ? found.url : null;
}

function read(home: string): z.infer<typeof Registration> | null {
  try {
    return Registration.safeParse(JSON.parse(readFileSync(fileOf(home), "utf8"))).data ?? null;
  } catch {
    return null;
  }
}

function fileOf(home: string): string {
  return join(home, "temporal", "ui.json");
}
