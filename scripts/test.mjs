/** Set-up, `npm run check`, then every test. Ends with one line of the test runner's own counts. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check } from "./check.mjs";
import { root, setUp } from "./setup.mjs";

setUp();
const passedCheck = await check();
const folder = mkdtempSync(join(tmpdir(), "assay-test-"));
const outputFile = join(folder, "results.json");
const { status } = spawnSync(
  process.execPath,
  [
    "--experimental-vm-modules",
    "--no-warnings",
    join(root, "node_modules", "jest", "bin", "jest.js"),
    "--json",
    `--outputFile=${outputFile}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: ["ignore", "ignore", "inherit"] },
);
const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
  readFileSync(outputFile, "utf8"),
);
rmSync(folder, { recursive: true, force: true });
process.stdout.write(
  `${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests + numTodoTests} skipped\n`,
);
process.exitCode = status === 0 && passedCheck && numPassedTests > 0 ? 0 : 1;
