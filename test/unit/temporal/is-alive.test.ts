import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { isAlive, startOf } from "../../../src/temporal/is-alive.js";
import { findPython } from "../../support/python.js";

test("a process is alive until it has ended, and another that got its id is not the same", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => undefined, 1000)"], { stdio: "ignore" });
  const pid = child.pid as number;
  expect([isAlive(pid), isAlive(pid, startOf(pid)), isAlive(pid, "0")]).toEqual([true, true, false]);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(isAlive(pid)).toBe(false);
});

const { command } = findPython();
const isTold = process.platform === "linux" && command !== null;

/** Its first thread ends at once, and the second listens on: what a killed server is for a moment on a busy machine. */
const LEADERLESS = `
import ctypes, socket, threading
listening = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=listening.accept).start()
ctypes.CDLL(None).pthread_exit(None)
`;

(isTold ? test : test.skip)(
  "a process whose first thread has ended is alive while another runs",
  async () => {
    const child = spawn(command as string, ["-c", LEADERLESS], { stdio: "ignore" });
    const pid = child.pid as number;
    const stateOf = (): string | undefined => /\) (\w) /.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1];
    while (stateOf() !== "Z") await new Promise((resolve) => setTimeout(resolve, 10));
    expect(isAlive(pid, startOf(pid))).toBe(true);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(isAlive(pid)).toBe(false);
  },
);
