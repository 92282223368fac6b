import type { CodeVersion } from "./experiment.js";

/** By the hash over all files where it is known, which a commit of other files does not change; else by the commit. */
export function isSameCode(one: CodeVersion, other: CodeVersion): boolean {
  return one.configurationHash !== null && other.configurationHash !== null
    ? one.configurationHash === other.configurationHash
    : one.configurationHash === other.configurationHash && one.gitCommit === other.gitCommit;
}
