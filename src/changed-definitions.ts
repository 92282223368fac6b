import { execFile } from "node:child_process";
import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import type { ExperimentDefinition } from "./config.js";
import { AssayError } from "./domain/errors.js";
import type { LoadedConfiguration } from "./load-config.js";
import { observeReads } from "./project-code/observe-reads.js";

const run = promisify(execFile);

/** What changed since a commit cannot be told. */
export class ChangesUnknownError extends AssayError {
  constructor(ref: string, problem: string) {
    super(
      `What changed since "${ref}" cannot be told: ${problem}. In CI, fetch the whole history (fetch-depth: 0), or name a commit ` +
        "that is there: --changed REF",
    );
  }
}

/**
 * The definitions of which something changed since a commit: a file that the configuration is made of changes all of
 * them, a file that a dataset reads its items from changes those over it. Changes that are not committed count.
 *
 * @throws ChangesUnknownError without git, or without the commit.
 */
export async function changedDefinitions(
  { directory, files, configuration }: LoadedConfiguration,
  definitions: readonly ExperimentDefinition[],
  ref: string,
): Promise<readonly ExperimentDefinition[]> {
  const changed = await listChangedFiles(directory, ref);
  if (files.some((file) => changed.has(file))) return definitions;
  const found: ExperimentDefinition[] = [];
  for (const definition of definitions) {
    const datasets = [definition.dataset, definition.anchors?.dataset].flatMap((name) => name ?? []);
    const read = new Set<string>([resolve(directory, definition.baseline?.file ?? directory)]);
    for (const name of datasets) {
      const source = configuration.datasets[name];
      if (source !== undefined) await observeReads(async () => await source.items(), read);
    }
    if ([...read].some((file) => changed.has(withoutLinks(file)))) found.push(definition);
  }
  return found;
}

/** Absolute, without symbolic links: changed since the branch left `ref`, committed or not, and new files. */
async function listChangedFiles(directory: string, ref: string): Promise<ReadonlySet<string>> {
  const git = async (...args: string[]): Promise<string> =>
    await run("git", ["-C", directory, ...args], { maxBuffer: 64 * 1024 * 1024 }).then(
      ({ stdout }) => stdout,
      (error: Error & { readonly stderr?: string }) => {
        throw new ChangesUnknownError(ref, (error.stderr ?? error.message).trim().split("\n")[0] ?? "");
      },
    );
  const root = (await git("rev-parse", "--show-toplevel")).trim();
  const base = (await git("merge-base", "--end-of-options", ref, "HEAD")).trim();
  const committed = await git("diff", "--name-only", "-z", "--no-renames", base, "--");
  const added = await git("ls-files", "--others", "--exclude-standard", "--full-name", "-z");
  const names = `${committed}\0${added}`.split("\0").filter((name) => name !== "");
  return new Set(names.map((name) => withoutLinks(resolve(root, name))));
}

function withoutLinks(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    // Deleted, or never there.
    return file;
  }
}
