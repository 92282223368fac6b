import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../python", import.meta.url));

/** The Python that checks run with: `ASSAY_TEST_PYTHON`, else python3; null, and why, when there is none. */
export function findPython(): { readonly command: string | null; readonly reason: string } {
  const command = process.env.ASSAY_TEST_PYTHON ?? "python3";
  const { status, error } = spawnSync(command, ["-c", "import sys; sys.exit(sys.version_info < (3, 9))"]);
  if (error !== undefined) return { command: null, reason: `${command} cannot be run: ${error.message}` };
  return status === 0
    ? { command, reason: "" }
    : { command: null, reason: `${command} is older than Python 3.9` };
}

/** Runs a module of test/python and gives back what it printed. */
export function runPythonModule(
  command: string,
  args: readonly string[],
): { readonly code: number | null; readonly stdout: string; readonly stderr: string } {
  const result = spawnSync(command, ["-m", ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
    maxBuffer: 64 * 1024 * 1024,
  });
  return { code: result.status, stdout: result.stdout, stderr: result.stderr };
}
