import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { CodeVersion } from "./domain/experiment/experiment.js";

const run = promisify(execFile);

/** The git commit of the configuration's folder and the hash of the configuration; null where there is no git. */
export async function readCodeVersion(configuration: {
  readonly directory: string;
  readonly hash: string;
}): Promise<CodeVersion> {
  const git = async (...args: string[]): Promise<string | null> =>
    await run("git", ["-C", configuration.directory, ...args], { timeout: 5_000 }).then(
      ({ stdout }) => stdout.trim(),
      () => null,
    );
  const gitCommit = await git("rev-parse", "HEAD");
  const changes = gitCommit === null ? null : await git("status", "--porcelain", "--untracked-files=no");
  return {
    gitCommit,
    gitDirty: changes === null ? null : changes !== "",
    configurationHash: configuration.hash,
  };
}
