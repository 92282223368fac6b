/**
 * Everything a fresh clone needs before the product can run: dependencies by the lock file, then the build.
 * Each step leaves a stamp and is skipped while what it was made from is unchanged. Uses Node.js alone.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");

const SUPPORTED = "20.20, 22.12 or 24";

/** Installs and builds what is missing or out of date. Progress goes to stderr. */
export function setUp() {
  checkNode();
  if (!existsSync(join(root, "src"))) return;
  step("dependencies", {
    inputs: ["package-lock.json"],
    outputs: ["node_modules/.assay-installed"],
    // Not `npm ci`: it refuses a lock file without the binaries of every other platform, and those are not to be
    // had everywhere. `npm install` takes the locked versions and adds the platform's own; nothing is saved.
    work: () => run("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"]),
  });
  step("build", {
    inputs: ["src", "tsconfig.json", "package-lock.json", "scripts/build.mjs"],
    // Each of the two folders may be deleted by hand.
    outputs: ["dist/.assay-built", "bundle/cli/main.js"],
    work: () => run(process.execPath, [join(root, "scripts", "build.mjs")]),
  });
}

/** Runs a command in the clone, its output on stderr; ends the process when it fails. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ["ignore", 2, 2], ...options });
  if (status === 0) return;
  process.stderr.write(`assay: ${command} ${args.join(" ")} failed${error ? ` (${error.message})` : ""}\n`);
  // Not the status of what failed: 1 is a gate's verdict, and what breaks before there is one must not look like it.
  process.exit(2);
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const isSupported = major >= 24 || (major === 22 && minor >= 12) || (major === 20 && minor >= 20);
  if (isSupported) return;
  process.stderr.write(
    `assay: Node.js ${process.versions.node} is too old; ${SUPPORTED} (or newer) is needed.\n`,
  );
  process.exit(2);
}

/**
 * The first of the outputs is a stamp of two lines: a hash of what the inputs contain, and one of their sizes and times,
 * which is quick to take.
 */
function step(name, { inputs, outputs, work }) {
  const [stamp] = outputs.map((output) => join(root, output));
  const looks = hashOf(inputs, (full) => {
    const { size, mtimeMs } = statSync(full);
    return `${size} ${mtimeMs}`;
  });
  const isThere = outputs.every((output) => existsSync(join(root, output)));
  const [madeFrom, lookedLike] = isThere ? readFileSync(stamp, "utf8").split("\n") : [];
  if (lookedLike === looks) return;
  const contents = hashOf(inputs, (full) => readFileSync(full));
  if (madeFrom !== contents) {
    process.stderr.write(`setting up: ${name} …\n`);
    work();
    mkdirSync(dirname(stamp), { recursive: true });
  }
  try {
    // In one step: another command may be reading it.
    writeFileSync(`${stamp}.${process.pid}`, `${contents}\n${looks}`);
    renameSync(`${stamp}.${process.pid}`, stamp);
  } catch (error) {
    // In a folder that may not be written the next command takes the slow way again.
    if (madeFrom !== contents) throw error;
  }
}

function hashOf(inputs, read) {
  const hash = createHash("sha256");
  const add = (path) => {
    const full = join(root, path);
    if (statSync(full).isDirectory()) for (const entry of readdirSync(full).sort()) add(join(path, entry));
    else hash.update(path).update(read(full));
  };
  for (const input of inputs) add(input);
  return hash.digest("hex");
}
