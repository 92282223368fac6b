/**
 * One layer's tests without the checks: `npm run test:unit -- test/unit/evaluators`, `npm run test:system -- replay`;
 * `npm run test:watch` runs the unit tests of what has changed at each change. Arguments are jest's own.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root, setUp } from "./setup.mjs";

const [layer, ...rest] = process.argv.slice(2);
// Some tests start processes, which run what was built.
setUp();
const jest = join(root, "node_modules", "jest", "bin", "jest.js");
// Paths first: the list of projects would take them for projects.
const { status } = spawnSync(
  process.execPath,
  ["--experimental-vm-modules", "--no-warnings", jest, ...rest, "--selectProjects", layer],
  { cwd: root, stdio: "inherit" },
);
process.exitCode = status ?? 1;
