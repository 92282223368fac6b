import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, realpathSync, rmSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { isPermanentError } from "../../../src/domain/permanent-error.js";
import { checkPipelineEnvironment } from "../../../src/domain/pipeline/pipeline-environment.js";
import { endOrphanedCommands } from "../../../src/pipelines/command-mark.js";
import { type CommandPipelineDefinition, commandPipeline } from "../../../src/pipelines/command-pipeline.js";
import { failureOf } from "../../support/failure-of.js";
import { callTestPipeline } from "../../support/pipeline-call.js";

const SECRET = "sk-MARKER-7f3a";
const node = process.execPath;
let folder = "";
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "assay-command-")));
});
afterEach(() => {
  delete process.env.TEST_COMMAND_TOKEN;
  rmSync(folder, { recursive: true, force: true });
});

/** A pipeline that is a real Node.js program. */
function program(code: string, definition: Partial<CommandPipelineDefinition> = {}) {
  return commandPipeline({ command: node, args: ["-e", code], ...definition });
}

/** The command's name as messages show it. */
const named = (message: string): string => message.replaceAll("NODE", `The command "${node}"`);

/** Resolves with the text of a file as soon as it has one. */
async function textOf(file: string): Promise<string> {
  const read = (): string => {
    try {
      return readFileSync(file, "utf8");
    } catch {
      return "";
    }
  };
  return await new Promise((resolve) => {
    const watcher = watch(folder, () => {
      const text = read();
      if (text === "") return;
      watcher.close();
      resolve(text);
    });
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const ECHO = `let text = ""; process.stdin.on("data", (part) => (text += part)).on("end", () => console.log(text))`;

describe("commandPipeline", () => {
  test("gives input, config, item and repetition on stdin, and takes JSON from stdout", async () => {
    const { output, observations } = await callTestPipeline(program(`${ECHO}; console.error("log")`), {
      input: { article: "ä" },
      config: { tone: "dry" },
      item: { id: "item-9", metadata: { group: "a" } },
      repetition: 2,
    });
    expect(output).toEqual({
      input: { article: "ä" },
      config: { tone: "dry" },
      item: { id: "item-9", metadata: { group: "a" } },
      repetition: 2,
    });
    expect(observations).toMatchObject([{ name: "node", metadata: { exitCode: 0, stderr: "log" } }]);
  });

  test("passes megabytes both ways", async () => {
    const input = "ä".repeat(2_000_000);
    expect((await callTestPipeline(program(ECHO), { input })).output).toMatchObject({ input });
  });

  test("lets a command end well that reads no input", async () => {
    const input = "x".repeat(2_000_000);
    expect(
      (await callTestPipeline(program("process.stdin.destroy(); console.log(1)"), { input })).output,
    ).toBe(1);
  });

  test("uses no shell", async () => {
    const pipeline = program("console.log(JSON.stringify(process.argv.slice(1)))", {
      args: ["-e", "console.log(JSON.stringify(process.argv.slice(1)))", "$HOME; exit 3", "*"],
    });
    expect((await callTestPipeline(pipeline)).output).toEqual(["$HOME; exit 3", "*"]);
  });

  test("runs in its folder", async () => {
    const pipeline = program("console.log(JSON.stringify(process.cwd()))", { cwd: folder });
    expect((await callTestPipeline(pipeline)).output).toBe(folder);
  });

  test("shows the command PATH, HOME, LANG and what env names, and no key beside", async () => {
    process.env.TEST_COMMAND_TOKEN = SECRET;
    const show = "console.log(JSON.stringify(process.env))";
    const bare = (await callTestPipeline(program(show))).output as Record<string, string>;
    const names = ["HOME", "LANG", "PATH"].filter((name) => process.env[name] !== undefined);
    const { ASSAY_COMMAND: mark, ...rest } = bare;
    expect(mark).toMatch(/^\d+:[0-9a-f-]{36}:\d+$/);
    expect(Object.keys(rest).sort()).toEqual(names);
    const given = { MODE: "fast", TOKEN: { fromEnvironment: "TEST_COMMAND_TOKEN" } };
    const named = (await callTestPipeline(program(show, { env: given }))).output;
    expect(named).toMatchObject({ ...rest, MODE: "fast", TOKEN: SECRET });
    expect(Object.keys(named as object)).toHaveLength(names.length + 3);
  });

  test("names the missing environment variable before the command is started", async () => {
    const file = join(folder, "started");
    const pipeline = program(`require("fs").writeFileSync(${JSON.stringify(file)}, "1")`, {
      env: { TOKEN: { fromEnvironment: "TEST_COMMAND_TOKEN" }, OTHER: { fromEnvironment: "TEST_OTHER" } },
    });
    expect(() => checkPipelineEnvironment(pipeline, { pipelineName: "p", environment: {} })).toThrow(
      'Pipeline "p" reads the environment variables TEST_COMMAND_TOKEN, TEST_OTHER, which are not set or empty here. ' +
        "Set them for the worker and start again.",
    );
    expect((await failureOf(callTestPipeline(pipeline))).message).toBe(
      "The environment variable TEST_COMMAND_TOKEN, which the pipeline reads, is not set or empty. Set it for the worker.",
    );
    expect(() => readFileSync(file)).toThrow("ENOENT");
  });
});

describe("a command that fails", () => {
  test("is tried again, with its exit code and the last 2,000 characters of stderr", async () => {
    const code = `process.stderr.write("x".repeat(50_000) + "the end", () => process.exit(3))`;
    const error = await failureOf(callTestPipeline(program(code)));
    expect(error.message).toBe(
      named(`NODE ended with exit code 3. The end of its stderr: ${"x".repeat(1_993)}the end`),
    );
    expect(error.name).toBe("CommandFailedError");
    expect(isPermanentError(error)).toBe(false);
  });

  test("is told by the signal that ended it", async () => {
    const error = await failureOf(callTestPipeline(program(`process.kill(process.pid, "SIGKILL")`)));
    expect(error.message).toBe(named("NODE was ended by SIGKILL. It wrote nothing to stderr."));
  });

  test("shows no secret that it was given", async () => {
    process.env.TEST_COMMAND_TOKEN = SECRET;
    const error = await failureOf(
      callTestPipeline(
        program(`console.error("bad token " + process.env.TOKEN); process.exitCode = 1`, {
          env: { TOKEN: { fromEnvironment: "TEST_COMMAND_TOKEN" } },
        }),
      ),
    );
    expect(error.message).toBe(
      named("NODE ended with exit code 1. The end of its stderr: bad token [hidden]"),
    );
  });

  test("shows no part of a secret whose beginning was lost with the beginning of stderr", async () => {
    process.env.TEST_COMMAND_TOKEN = "0123456789-ABCDEF".repeat(20);
    const error = await failureOf(
      callTestPipeline(
        program(`process.stderr.write(process.env.TOKEN.repeat(100), () => process.exit(1))`, {
          env: { TOKEN: { fromEnvironment: "TEST_COMMAND_TOKEN" } },
        }),
      ),
    );
    expect(error.message).toMatch(/^The command ".*" ended with exit code 1\. [^0-9]*$/);
  });

  test("by printing nothing is told so", async () => {
    const error = await failureOf(callTestPipeline(program("")));
    expect(error.message).toBe(
      named("NODE printed nothing. It has to print its output as JSON. It wrote nothing to stderr."),
    );
    expect(error.name).toBe("CommandOutputInvalidError");
  });

  test("by printing no JSON is told so, without what it printed", async () => {
    const error = await failureOf(
      callTestPipeline(program(`console.log("loading s3cret"); console.log("{}")`)),
    );
    expect(error.message).toBe(
      named(
        "NODE printed no JSON, but a string of 18 characters. It has to print one JSON value and nothing else; " +
          "logs belong on stderr. It wrote nothing to stderr.",
      ),
    );
    expect(String(error.cause)).toBe("undefined");
  });

  test.each([
    [
      { command: "assay-no-such-program" },
      'The command "assay-no-such-program" cannot be started: it is not found; give its path, or install it where the worker runs.',
    ],
    [
      { command: node, cwd: "/no/such/folder" },
      named('NODE cannot be started: its folder "/no/such/folder" does not exist.'),
    ],
  ])("by not being there fails for good: %j", async (definition, message) => {
    const error = await failureOf(callTestPipeline(commandPipeline(definition)));
    expect(error.message).toBe(message);
    expect(isPermanentError(error)).toBe(true);
  });

  test("by not being executable fails for good", async () => {
    const command = join(folder, "script");
    writeFileSync(command, "");
    const error = await failureOf(callTestPipeline(commandPipeline({ command })));
    expect(error.message).toBe(`The command "${command}" cannot be started: it may not be executed.`);
  });

  test("by printing more than is allowed is ended and fails for good", async () => {
    const pipeline = program(`setInterval(() => console.log("x".repeat(1_000)), 1)`, {
      maxOutputBytes: 2_500,
    });
    const error = await failureOf(callTestPipeline(pipeline));
    expect(error.message).toBe(
      named(
        "NODE printed more than 2500 bytes and was ended. Let it print less, or raise the pipeline's maxOutputBytes.",
      ),
    );
    expect(isPermanentError(error)).toBe(true);
  });
});

describe("a command that never ends", () => {
  /** Starts itself once more, writes both process ids to a file and waits for ever. */
  const forever = (file: string, onSigterm = "") => `
    const { spawn } = require("child_process");
    ${onSigterm};
    const code = ${JSON.stringify(`${onSigterm}; setInterval(() => {}, 1000)`)};
    const child = spawn(process.execPath, ["-e", code], { stdio: "inherit" });
    child.on("spawn", () => require("fs").writeFileSync(${JSON.stringify(file)}, process.pid + " " + child.pid));
    setInterval(() => {}, 1000);`;

  test.each([
    ["", "one that ends when asked"],
    [`process.on("SIGTERM", () => {})`, "one that ignores SIGTERM"],
  ])("is ended with all it has started when the call is aborted (%#)", async (onSigterm) => {
    const file = join(folder, "pids");
    const aborting = new AbortController();
    const pids = textOf(file);
    const call = failureOf(callTestPipeline(program(forever(file, onSigterm)), { signal: aborting.signal }));
    const started = (await pids).split(" ").map(Number);
    expect(started.map(isAlive)).toEqual([true, true]);
    aborting.abort(new Error("timed out"));
    expect((await call).message).toBe("timed out");
    expect(isAlive(started[0] as number)).toBe(false);
    // Killed, but dying takes the kernel a moment; a zombie that init has not collected yet is dead, too.
    while (!isDead(started[1] as number)) await setTimeout(5);
  });

  test("is not started at all when the call is aborted already", async () => {
    const file = join(folder, "pids");
    const call = callTestPipeline(program(forever(file)), {
      signal: AbortSignal.abort(new Error("cancelled")),
    });
    expect((await failureOf(call)).message).toBe("cancelled");
    expect(() => readFileSync(file)).toThrow("ENOENT");
  });

  test("does not hold up a command that has started it and has ended", async () => {
    const code = `
      require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" })
        .on("spawn", () => { console.log(7); process.exit(0); });`;
    expect((await callTestPipeline(program(code))).output).toBe(7);
  });
});

test("a command does not outlive the worker's process", async () => {
  const file = join(folder, "pid");
  const built = new URL("../../../dist/pipelines/run-command.js", import.meta.url).href;
  // As a worker that ends while a call is in flight.
  const worker = `
    const { runCommand } = await import(${JSON.stringify(built)});
    const write = "require('fs').writeFileSync(" + ${JSON.stringify(JSON.stringify(file))} + ", String(process.pid)); setInterval(() => {}, 1000)";
    const running = { args: ["-e", write], command: process.execPath, cwd: undefined, environment: {}, stdin: "" };
    runCommand({ ...running, maxOutputBytes: 1000, signal: new AbortController().signal });
    process.stdin.once("data", () => process.exit(0));`;
  const pid = textOf(file);
  const child = spawn(node, ["--input-type=module", "-e", worker], { stdio: ["pipe", "ignore", "inherit"] });
  const exited = once(child, "exit");
  const tooEarly = exited.then(([code]) => {
    throw new Error(`the worker ended with ${code} before its command began`);
  });
  const command = Number(await Promise.race([pid, tooEarly]));
  expect(isAlive(command)).toBe(true);
  child.stdin.write("end");
  await exited;
  while (!isDead(command)) await setTimeout(5);
});

/** A process in a session of its own, as daemons and `setsid` make them; its id is written to the file. */
const leaves = (file: string): string => `
  require("child_process")
    .spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "inherit" })
    .on("spawn", function () { require("fs").writeFileSync(${JSON.stringify(file)}, String(this.pid)); });`;

const onLinux = process.platform === "linux" ? test : test.skip;

describe("a process that has left its command's group and session", () => {
  onLinux("is ended with the command when the call is aborted", async () => {
    const file = join(folder, "pid");
    const aborting = new AbortController();
    const pid = textOf(file);
    const pipeline = program(`${leaves(file)}; setInterval(() => {}, 1000)`);
    const call = failureOf(callTestPipeline(pipeline, { signal: aborting.signal }));
    const left = Number(await pid);
    expect(isDead(left)).toBe(false);
    aborting.abort(new Error("timed out"));
    expect((await call).message).toBe("timed out");
    while (!isDead(left)) await setTimeout(5);
  });

  onLinux("does not hold up a command that has ended, and is ended with it", async () => {
    const file = join(folder, "pid");
    const pid = textOf(file);
    const pipeline = program(`${leaves(file)}; setTimeout(() => { console.log(7); process.exit(0); }, 300)`);
    expect((await callTestPipeline(pipeline)).output).toBe(7);
    const left = Number(await pid);
    while (!isDead(left)) await setTimeout(5);
  });

  onLinux("of a worker that was killed is ended by the next one, and nobody else is", async () => {
    const [file, own] = [join(folder, "pid"), join(folder, "own")];
    const built = new URL("../../../dist/pipelines/run-command.js", import.meta.url).href;
    const worker = `
      const { runCommand } = await import(${JSON.stringify(built)});
      const code = ${JSON.stringify(`${leaves(file)}; setInterval(() => {}, 1000)`)};
      const running = { args: ["-e", code], command: process.execPath, cwd: undefined, environment: {}, stdin: "" };
      runCommand({ ...running, maxOutputBytes: 1000, signal: new AbortController().signal });`;
    const pid = textOf(file);
    const killed = spawn(node, ["--input-type=module", "-e", worker], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    const left = Number(await pid);
    const exited = once(killed, "exit");
    killed.kill("SIGKILL");
    await exited;
    const ownPid = textOf(own);
    const aborting = new AbortController();
    const pipeline = program(`${leaves(own)}; setInterval(() => {}, 1000)`);
    const call = failureOf(callTestPipeline(pipeline, { signal: aborting.signal }));
    const living = Number(await ownPid);
    // How many there were is not asked: workers of other tests on this machine end them, too.
    endOrphanedCommands();
    while (!isDead(left)) await setTimeout(5);
    expect(isDead(living)).toBe(false);
    aborting.abort(new Error("over"));
    await call;
    while (!isDead(living)) await setTimeout(5);
  });
});

describe("the definition of a command pipeline", () => {
  test.each([
    [{}, 'option "command" is undefined; allowed: the path or name of a program.'],
    [{ command: "a", args: "b c" }, 'option "args" is a string of 3 characters; allowed: a list of texts.'],
    [
      { command: "a", env: { A: 1 } },
      'option "env.A" is a number; allowed: an object of texts or { fromEnvironment: "NAME" }.',
    ],
    [
      { command: "a", shell: true },
      'option "shell" is true; allowed: only the options command, args, cwd, env, maxOutputBytes, input, config, timeoutMs.',
    ],
    [
      { command: "a", timeoutMs: -1 },
      'option "timeoutMs" is a number; allowed: milliseconds above 0 and below 2^31.',
    ],
  ])("is refused: %j", (definition, message) => {
    expect(() => commandPipeline(definition as never)).toThrow(`Pipeline definition: ${message}`);
  });
});

/** True for a process that is gone or a zombie. */
function isDead(pid: number): boolean {
  if (!isAlive(pid)) return true;
  try {
    return /\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
