/** What a worker's process tells the one that watches the files. */
export type WorkerMessage =
  /** Its code is in memory, its files are these; it waits for `go`. */
  | { readonly kind: "loaded"; readonly files: readonly string[]; readonly hash: string }
  /** Its code cannot be loaded, as it has said itself. */
  | { readonly kind: "failed"; readonly files: readonly string[] }
  | { readonly kind: "started" };

/** The word on which a loaded worker starts. */
export const GO = "go";
