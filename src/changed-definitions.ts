import { execFile } from "node:child_process";
import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import type { ExperimentDefinition } from "./config.js";
import { AssayError } from "./domain/errors.js";
import { findFileOwners } from "./file-owners.js";
import type { LoadedConfiguration } from "./load-config.js";
import { observeReads, type ReadLog } from "./project-code/observe-reads.js";

const run = promisify(execFile);

/** It is not known what changed since a commit. */
export class ChangesUnknownError extends AssayError {
  constructor(ref: string, problem: string) {
    super(`What changed since "${ref}" is not known: ${problem}. ${whatToDo(problem)}`);
  }
}

/** By what git says; it is asked to say it in English. */
function whatToDo(problem: string): string {
  if (/not a git repository|cannot be run/.test(problem)) return "Leave --changed out to run all definitions";
  const untrusted = /dubious ownership in repository at '(.+)'/.exec(problem)?.[1];
  if (untrusted !== undefined) return `Trust it: git config --global --add safe.directory ${untrusted}`;
  return "In CI, fetch the whole history (fetch-depth: 0), or name a commit that is there: --changed REF";
}

/**
 * The definitions of which something changed since a commit: a file of the code that is part of them (`findFileOwners`), one
 * that their dataset reads its items from or their pipeline's command names, or their baseline file. Changes that are not
 * committed count.
 *
 * @throws ChangesUnknownError without git, or without the commit.
 */
export async function changedDefinitions(
  loaded: LoadedConfiguration,
  definitions: readonly ExperimentDefinition[],
  ref: string,
): Promise<readonly ExperimentDefinition[]> {
  const { directory } = loaded;
  const changed = await listChangedFiles(directory, ref);
  if (changed.size === 0) return [];
  const owners = [...findFileOwners(loaded)].filter(([file]) => changed.has(file));
  const found: ExperimentDefinition[] = [];
  for (const definition of definitions) {
    const isPart = owners.some(([, names]) => names.has(definition.name));
    const own = isPart ? [] : await listOwnFiles(loaded, definition);
    if (isPart || own.some((file) => changed.has(withoutLinks(file)))) found.push(definition);
  }
  return found;
}

/** Files that are no code: of the items, of the pipeline's command, and of the baseline. */
async function listOwnFiles(
  { directory, configuration }: LoadedConfiguration,
  { dataset, anchors, pipeline, baseline }: ExperimentDefinition,
): Promise<readonly string[]> {
  const read: ReadLog = new Map();
  for (const name of [dataset, anchors?.dataset]) {
    const source = name === undefined ? undefined : configuration.datasets[name];
    if (source !== undefined) await observeReads(async () => await source.items(), read);
  }
  const file = baseline?.file === undefined ? [] : [resolve(directory, baseline.file)];
  return [...read.keys(), ...(configuration.pipelines[pipeline]?.files ?? []), ...file];
}

type GitFailure = Error & { readonly code?: number | string; readonly stderr?: string };

function describeFailure({ code, stderr = "", message }: GitFailure): string {
  if (code === "ENOENT") return "git cannot be run: it is not installed, or not on the PATH";
  const [said = ""] = stderr.trim().split("\n");
  if (said !== "") return said;
  // What merge-base says without a word.
  return code === 1 ? "it and HEAD have no commit in common, as in a shallow clone" : message;
}

/** Absolute, without symbolic links: changed since the branch left `ref`, committed or not, and new files. */
async function listChangedFiles(directory: string, ref: string): Promise<ReadonlySet<string>> {
  const options = { maxBuffer: 64 * 1024 * 1024, env: { ...process.env, LC_ALL: "C" } };
  const git = async (folder: string, ...args: string[]): Promise<string> =>
    await run("git", ["-C", folder, ...args], options).then(
      ({ stdout }) => stdout,
      (error: GitFailure) => {
        throw new ChangesUnknownError(ref, describeFailure(error));
      },
    );
  const root = (await git(directory, "rev-parse", "--show-toplevel")).trim();
  const base = (await git(root, "merge-base", "--end-of-options", ref, "HEAD")).trim();
  const committed = await git(root, "diff", "--name-only", "-z", "--no-renames", base, "--");
  const added = await git(root, "ls-files", "--others", "--exclude-standard", "-z");
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
