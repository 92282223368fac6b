import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { ProcessLockTimeoutError, withProcessLock } from "../../../src/temporal/process-lock.js";

const lockModule = new URL("../../../dist/temporal/process-lock.js", import.meta.url).href;
const ROUNDS = 25;
const CONTENDERS = 6;

let folder = "";
let children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-lock-"));
  children = [];
});
afterEach(() => {
  for (const child of children)
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `body` in a process of its own, with the lock's module and the folder at hand; speaks in lines. */
function launch(body: string): ChildProcess & { readonly line: (text: string) => Promise<unknown> } {
  const script = `
    import { appendFileSync, existsSync } from "node:fs";
    import { setTimeout } from "node:timers/promises";
    import { withProcessLock } from ${JSON.stringify(lockModule)};
    const folder = process.argv[1];
    ${body}`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script, folder], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  children.push(child);
  let text = "";
  const waiting: (() => void)[] = [];
  child.stdout.setEncoding("utf8").on("data", (data: string) => {
    text += data;
    for (const look of waiting) look();
  });
  const line = (expected: string): Promise<unknown> =>
    new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (text.includes(`${expected}\n`)) resolve();
      };
      waiting.push(look);
      child.once("exit", () => reject(new Error(`ended before it said ${expected}: ${text}`)));
      look();
    });
  return Object.assign(child, { line });
}

/** Takes the lock again and again when told to, and writes each entry and exit into one file. */
const CONTENDER = `
  process.stdin.setEncoding("utf8");
  console.log("ready");
  for await (const data of process.stdin) {
    for (const round of data.trim().split("\\n")) {
      await withProcessLock(folder + "/lock.db", async () => {
        appendFileSync(folder + "/log", "in " + round + " " + process.pid + "\\n");
        await setTimeout(5);
        appendFileSync(folder + "/log", "out " + round + " " + process.pid + "\\n");
      });
      console.log("done " + round);
    }
  }`;

/** Holds the lock until it is killed. */
const HOLDER = `
  await withProcessLock(folder + "/lock.db", () => {
    console.log("held");
    return new Promise((resolve) => globalThis.setTimeout(resolve, 600_000));
  });`;

test("25 rounds of six contenders after a holder was killed with -9: never two at once, and each gets its turn", async () => {
  const contenders = Array.from({ length: CONTENDERS }, () => launch(CONTENDER));
  await Promise.all(contenders.map((contender) => contender.line("ready")));
  for (let round = 1; round <= ROUNDS; round += 1) {
    const holder = launch(HOLDER);
    await holder.line("held");
    for (const contender of contenders) contender.stdin?.write(`${round}\n`);
    holder.kill("SIGKILL");
    await Promise.all(contenders.map((contender) => contender.line(`done ${round}`)));
  }
  const log = readFileSync(join(folder, "log"), "utf8").trim().split("\n");
  expect(log).toHaveLength(ROUNDS * CONTENDERS * 2);
  // Every entry is followed by the exit of the same process.
  for (let n = 0; n < log.length; n += 2) expect(log[n + 1]).toBe((log[n] as string).replace("in", "out"));
});

test("two of one process exclude each other too, and an error gives the lock up", async () => {
  const file = join(folder, "deep", "lock.db");
  const inside: string[] = [];
  const enter = (name: string) => () =>
    withProcessLock(file, async () => {
      inside.push(`in ${name}`);
      await new Promise((resolve) => setTimeout(resolve, 30));
      inside.push(`out ${name}`);
      if (name === "a") throw new Error("a failed");
    });
  const results = await Promise.allSettled([enter("a")(), enter("b")()]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
  expect(inside).toEqual(["in a", "out a", "in b", "out b"]);
  expect(existsSync(file)).toBe(true);
});

test("does not wait for ever for a holder that is suspended", async () => {
  const holder = launch(HOLDER);
  await holder.line("held");
  const file = join(folder, "lock.db");
  const error = await withProcessLock(file, async () => "in", 2_000).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ProcessLockTimeoutError);
  expect((error as Error).message).toBe(
    `Another Assay process has held the lock ${file} for 2 s, longer than any command needs it. The process may be suspended: look for stopped assay processes of this project, and end them.`,
  );
  holder.kill("SIGKILL");
  await once(holder, "exit");
});

test("a file that is no lock is an error, not a wait", async () => {
  const file = join(folder, "lock.db");
  writeFileSync(file, "no database, but long enough to be told from one ".repeat(40));
  await expect(withProcessLock(file, async () => "in")).rejects.toThrow(/not a database/);
});
