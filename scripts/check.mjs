/** Format, lint, types, arrows, unused code. Each gate says what it inspected and fails when that is nothing. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { root, setUp } from "./setup.mjs";

const run = promisify(execFile);
const bin = (name) => join(root, "node_modules", ".bin", name);

const numberIn = (output, pattern) => Number(pattern.exec(output)?.[1] ?? 0);
const knip = [bin("knip"), "--no-progress", "--preprocessor", "./scripts/knip-count.mjs"];
const filesOfKnip = (output) => numberIn(output, /knip read (\d+) files/);

const gates = [
  {
    name: "format and lint",
    command: [bin("biome"), "ci", "--error-on-warnings", "."],
    inspected: (output) => numberIn(output, /Checked (\d+) files?/),
  },
  {
    name: "types",
    command: [bin("tsc"), "-p", "tsconfig.all.json", "--noEmit", "--listFiles"],
    inspected: (output) =>
      output
        .split("\n")
        .filter((line) => /\/(src|test|examples)\/.*\.ts$/.test(line) && !line.includes("node_modules"))
        .length,
    // What failed would be lost among the files.
    told: (output) =>
      output
        .split("\n")
        .filter((line) => !line.startsWith("/"))
        .join("\n"),
  },
  {
    name: "arrows",
    command: [bin("depcruise"), "--config", ".dependency-cruiser.cjs", "src", "examples"],
    inspected: (output) => numberIn(output, /\((\d+) modules, \d+ dependencies cruised\)/),
  },
  {
    name: "unused code",
    command: [...knip],
    inspected: filesOfKnip,
  },
  {
    name: "code that only tests use",
    command: [...knip, "--production", "--include", "files,exports,types"],
    inspected: filesOfKnip,
  },
];

/** Runs all gates, two at a time; true when all passed. */
export async function check() {
  // Not before the set-up: it may be what installs it.
  const { default: pLimit } = await import("p-limit");
  const limit = pLimit(2);
  const passed = await Promise.all(gates.map((gate) => limit(() => pass(gate))));
  return passed.every(Boolean);
}

async function pass({ name, command: [file, ...args], inspected, told = (output) => output }) {
  const { output, failed } = await run(file, args, { cwd: root, maxBuffer: 64 * 1024 * 1024 }).then(
    ({ stdout, stderr }) => ({ output: `${stdout}${stderr}`, failed: false }),
    ({ stdout = "", stderr = "", message }) => ({
      output: `${stdout}${stderr}` || message,
      failed: true,
    }),
  );
  const count = inspected(output);
  if (!failed && count > 0) {
    process.stderr.write(`check: ${name} passed (${count} inspected)\n`);
    return true;
  }
  process.stderr.write(
    `${told(output)}\ncheck: ${name} failed${count === 0 ? ": nothing was inspected" : ""}\n`,
  );
  return false;
}

if (process.argv[1]?.endsWith("check.mjs")) {
  setUp();
  process.exitCode = (await check()) ? 0 : 1;
}
