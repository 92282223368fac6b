/** Format, lint, types, arrows, unused code. Each gate says what it inspected and fails when that is nothing. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root, setUp } from "./setup.mjs";

const bin = (name) => join(root, "node_modules", ".bin", name);

const gates = [
  {
    name: "format and lint",
    command: [bin("biome"), "ci", "--error-on-warnings", "."],
    inspected: /Checked (\d+) files?/,
  },
  {
    name: "types",
    command: [bin("tsc"), "-p", "tsconfig.all.json", "--listFilesOnly"],
    inspected: countOf(/\/(src|test|examples)\/.*\.ts$/),
  },
  { name: "types", command: [bin("tsc"), "-p", "tsconfig.all.json", "--noEmit"], inspected: null },
  {
    name: "arrows",
    command: [bin("depcruise"), "--config", ".dependency-cruiser.cjs", "src", "examples"],
    inspected: /\((\d+) modules, \d+ dependencies cruised\)/,
  },
  { name: "unused code", command: [bin("knip"), "--no-progress"], inspected: null },
];

/** Runs all gates; true when all passed. */
export function check() {
  return gates.every(({ name, command, inspected }) => {
    const { status, stdout, stderr } = spawnSync(command[0], command.slice(1), {
      cwd: root,
      encoding: "utf8",
    });
    const output = `${stdout}${stderr}`;
    const count =
      inspected === null
        ? null
        : typeof inspected === "function"
          ? inspected(output)
          : Number(inspected.exec(output)?.[1] ?? 0);
    if (status === 0 && count !== 0) {
      process.stderr.write(`check: ${name} passed${count === null ? "" : ` (${count} inspected)`}\n`);
      return true;
    }
    process.stderr.write(`${output}\ncheck: ${name} failed${count === 0 ? ": nothing was inspected" : ""}\n`);
    return false;
  });
}

function countOf(pattern) {
  return (output) =>
    output.split("\n").filter((line) => pattern.test(line) && !line.includes("node_modules")).length;
}

if (process.argv[1]?.endsWith("check.mjs")) {
  setUp();
  process.exitCode = check() ? 0 : 1;
}
