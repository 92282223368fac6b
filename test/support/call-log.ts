import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

const PATIENCE_MS = 200_000;

/** What the pipelines of the fixtures write about themselves: in other processes, so a file is all there is to watch. */
export interface CallLog {
  /** Items of the calls that started or ended, in order. */
  items(kind: "start" | "end"): readonly string[];
  /** Resolves when so many calls have started or ended. */
  until(kind: "start" | "end", count: number): Promise<void>;
  /** Lets the calls of the gated fixture end, now and later. */
  openGate(): void;
}

export function callLog(home: string): CallLog {
  const file = join(home, "calls.log");
  const items = (kind: string): string[] => {
    const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
    return lines.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1));
  };
  return {
    items,
    async until(kind, count) {
      const deadline = Date.now() + PATIENCE_MS;
      while (items(kind).length < count) {
        if (Date.now() > deadline)
          throw new Error(
            `waited ${PATIENCE_MS / 1_000} s for ${count} calls to ${kind}; ${items(kind).length} did`,
          );
        await setTimeout(20);
      }
    },
    openGate: () => writeFileSync(`${file}.open`, ""),
  };
}
