import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { CodeSnapshot } from "./domain/code/code-snapshot.js";
import type { CodeVersion } from "./domain/experiment/experiment.js";

const run = promisify(execFile);

/** The git commit of the configuration's folder and the hash of its code; null where there is no git. */
export async function readCodeVersion({
  directory,
  code,
}: {
  readonly directory: string;
  readonly code: CodeSnapshot;
}): Promise<CodeVersion> {
  const git = async (...args: string[]): Promise<string | null> =>
    await run("git", ["-C", directory, ...args], { timeout: 5_000 }).then(
      ({ stdout }) => stdout.trim(),
      () => null,
    );
  const gitCommit = await git("rev-parse", "HEAD");
  const changes = gitCommit === null ? null : await git("status", "--porcelain", "--untracked-files=no");
  return {
    gitCommit,
    gitDirty: changes === null ? null : changes !== "",
    configurationHash: code.hash,
  };
}
