import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const execute = promisify(execFile);
const EXAMPLE = fileURLToPath(new URL("../../examples/python-pipeline", import.meta.url));

/** The example's worker as a process of its own. */
export interface PythonWorker {
  readonly pid: number;
  /** What it printed when it was ready. */
  readonly readyLine: string;
  /** Ends it as an operator would, with SIGTERM. */
  stop(): Promise<void>;
  /** Ends it as a crash would, with SIGKILL. */
  kill(): Promise<void>;
}

/** Starts examples/python-pipeline/worker.py, or another script, and resolves once it polls its task queue. */
export async function startPythonWorker({
  address,
  namespace = "default",
  script = join(EXAMPLE, "worker.py"),
  environment = {},
}: {
  readonly address: string;
  readonly namespace?: string;
  readonly script?: string;
  readonly environment?: NodeJS.ProcessEnv;
}): Promise<PythonWorker> {
  const python = await preparePython();
  const child = spawn(python, [script], {
    env: {
      ...environment,
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PYTHONDONTWRITEBYTECODE: "1",
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: namespace,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const readyLine = await untilReady(child);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  };
  return {
    pid: child.pid as number,
    readyLine,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}

/**
 * A Python with the example's requirements, made once per version of Python and requirements and kept outside the
 * repository, in ASSAY_TEST_PYTHON_CACHE or the user's cache folder.
 */
async function preparePython(): Promise<string> {
  const requirements = join(EXAMPLE, "requirements.txt");
  const version = (await execute("python3", ["--version"])).stdout.trim();
  const hash = createHash("sha256")
    .update(version)
    .update(await readFile(requirements))
    .digest("hex");
  const cache =
    process.env.ASSAY_TEST_PYTHON_CACHE ||
    join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "assay");
  const folder = join(cache, `python-${hash.slice(0, 16)}`);
  if (!existsSync(folder)) await makeEnvironment({ folder, requirements });
  return join(folder, "bin", "python");
}

async function makeEnvironment({
  folder,
  requirements,
}: {
  readonly folder: string;
  readonly requirements: string;
}): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const making = await mkdtemp(`${folder}-`);
  try {
    await execute("python3", ["-m", "venv", making]);
    await execute(join(making, "bin", "python"), [
      ...["-m", "pip", "install", "--quiet", "--disable-pip-version-check"],
      ...["--requirement", requirements],
    ]);
    // Renaming is atomic: of two test processes at once one wins, and the other uses what it made.
    await rename(making, folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

function untilReady(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-4_000);
    });
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      const line = /^worker ready: .*$/m.exec(stdout)?.[0];
      if (line !== undefined) resolve(line);
    });
    child.once("error", reject);
    child.once("exit", (code) =>
      reject(new Error(`the Python worker ended with code ${code} before it was ready: ${stderr}`)),
    );
  });
}
