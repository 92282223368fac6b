import type { CodeSnapshot } from "../../domain/code/code-snapshot.js";

/** A difference between this process's code and a worker's. */
export interface CodeDifference {
  readonly part: string;
  /** What the worker has, seen from here. */
  readonly how: "changed" | "missing" | "more";
}

/**
 * The differences between the code that a worker has loaded and that of this process. `hashNow` returns the hash of a
 * file as it is now: a script that had read a file before it loaded the configuration does not know that the
 * configuration reads it too.
 */
export function compareCode(
  own: CodeSnapshot,
  { worker, hashNow }: { readonly worker: CodeSnapshot; readonly hashNow: (part: string) => string | null },
): readonly CodeDifference[] {
  if (own.hash === worker.hash) return [];
  const parts = [...new Set([...Object.keys(own.parts), ...Object.keys(worker.parts)])].sort();
  return parts.flatMap((part): CodeDifference[] => {
    const theirs = worker.parts[part];
    const mine = own.parts[part] ?? hashNow(part);
    if (theirs === mine) return [];
    if (theirs === undefined) return [{ part, how: "missing" }];
    return [{ part, how: mine === null ? "more" : "changed" }];
  });
}
