import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type Cli, createCli } from "../support/cli.js";
import { hostCommands } from "../support/hosted-commands.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const readme = readFileSync(join(root, "README.md"), "utf8");

/** Every command has them; the README says so once. */
const SHARED_OPTIONS = new Set(["--json", "--config", "--verbose", "--help"]);

/** The first code block of a language after a heading. */
function blockAfter(heading: string, language: string): string {
  const [, code] =
    new RegExp(`\\n## ${heading}\\n[\\s\\S]*?\\n\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(readme) ?? [];
  if (code === undefined) throw new Error(`README.md has no ${language} block after "${heading}"`);
  return code;
}

const host = hostCommands();
afterAll(async () => await host.stop());

let home = "";
let cli: Cli;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "assay-documentation-"));
  cli = createCli(home, { TEMPORAL_ADDRESS: process.env.ASSAY_TEST_TEMPORAL_ADDRESS });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe("README.md, your first experiment", () => {
  /** Does what the text says: a folder with this file in it. */
  function writeFirstExperiment(): string {
    mkdirSync(join(home, "leap-year"));
    writeFileSync(join(home, "leap-year", "assay.config.ts"), blockAfter("Your first experiment", "ts"));
    return "leap-year/assay.config.ts";
  }
  const [, verdict = "absent"] = /ends with\n`(Verdict: .*)`/.exec(readme) ?? [];

  test("its command ends with the verdict printed there", async () => {
    const { code, stdout, stderr } = await cli.run("run", "leap-year", "--config", writeFirstExperiment());
    expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.split("\n")).toContain(verdict);
  });

  test("the script beside it gets the same comparison from a running `assay start`", async () => {
    const config = writeFirstExperiment();
    // Inside the checkout, where the package finds itself under its own name.
    const folder = mkdtempSync(join(root, "dist", "documentation-"));
    const served = cli.spawn("start", "--config", config);
    try {
      await served.saw(/serving; Ctrl-C ends it/);
      const script = join(folder, "script.mjs");
      const shown = '\nconsole.log("Verdict:", comparison.report.winner.sentence);\n';
      writeFileSync(script, `${blockAfter("From scripts", "ts")}${shown}`);
      const child = spawn(process.execPath, [script], {
        cwd: home,
        env: {
          ...process.env,
          ASSAY_HOME: home,
          TEMPORAL_ADDRESS: process.env.ASSAY_TEST_TEMPORAL_ADDRESS,
          NODE_OPTIONS: "",
        },
        stdio: ["ignore", "pipe", "inherit"],
      });
      let stdout = "";
      child.stdout.setEncoding("utf8").on("data", (data: string) => {
        stdout += data;
      });
      await once(child, "close");
      expect(stdout).toBe(`${verdict}\n`);
    } finally {
      await served.end("SIGTERM");
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

test("README.md names the commands and options that are there, and all of them", async () => {
  const rows = [...readme.matchAll(/^\| (`assay .*?) \| /gm)].map(([, cell = ""]) =>
    cell.replaceAll("\\|", "|"),
  );
  const documented = rows.flatMap((cell) => {
    const options = [...cell.matchAll(/--[a-z-]+/g)].map(([option]) => option);
    return [...cell.matchAll(/`(?:assay )?([a-z]+(?: [a-z][a-z-]*)*)(?= [A-Z[-]|`)/g)].map(
      ([, words = ""]) => ({
        names: words.split(" "),
        options,
      }),
    );
  });
  const hosted = createCli(home, {}, { host });
  const { stdout: help } = await hosted.run("--help");
  const known = [...help.matchAll(/^ {2}([a-z]+)(?= )/gm)].map(([, name = ""]) => name);
  const named = new Set(documented.map(({ names: [first = ""] }) => first));
  expect([...named].sort()).toEqual(known.filter((name) => name !== "help").sort());
  const answers = await Promise.all(
    documented.map(async ({ names, options }) => {
      const { code, stdout } = await hosted.run(...names, "--help");
      const listed = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, option = ""]) => option);
      const own = listed.filter((option) => !SHARED_OPTIONS.has(option));
      return {
        command: names.join(" "),
        code,
        usage: stdout.startsWith(`Usage: assay ${names.join(" ")} `),
        undocumented: own.filter((option) => !options.includes(option)),
        missing: options.filter((option) => !own.includes(option)),
      };
    }),
  );
  expect(answers).toEqual(
    answers.map(({ command }) => ({ command, code: 0, usage: true, undocumented: [], missing: [] })),
  );
});

test("README.md names environment variables that are read", () => {
  const sources = [
    ...["src/environment.ts", "src/temporal/connect.ts", "src/temporal/find-server-binary.ts"],
    ...["openai", "anthropic", "local"].map((provider) => `src/models/providers/${provider}.ts`),
    "src/cli/name-local-model.ts",
    "src/proxies/find-proxies.ts",
  ]
    .map((file) => readFileSync(join(root, file), "utf8"))
    .join("\n");
  const rows = [...readme.matchAll(/^\| (`[A-Z_`, ]+) \|/gm)].flatMap(
    ([, cell = ""]) => cell.match(/[A-Z_]+/g) ?? [],
  );
  expect(rows).toEqual(
    expect.arrayContaining(["ASSAY_HOME", "ASSAY_PORT", "TEMPORAL_ADDRESS", "TEMPORAL_CLI_PATH"]),
  );
  expect(rows.filter((name) => !sources.includes(name))).toEqual([]);
});

/** A line as it reads, whatever the width of its columns. */
const squeezed = (line: string): string => line.trim().replaceAll(/\s+/g, " ");

test("what `npm start -- --once` prints is what README.md shows, with the figures of the example's README", async () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: { start: string };
  };
  expect(scripts.start).toBe("node bin/assay.mjs start --demo");
  const { code, stdout } = await cli.run(
    "start",
    "--demo",
    "--once",
    "--config",
    join(root, "assay.config.ts"),
  );
  expect(code).toBe(0);
  const printed = stdout.split("\n").map(squeezed);
  const [, shown = ""] = /\n```\n(variant [\s\S]*?)```/.exec(readme) ?? [];
  // Rulers are as wide as the columns are.
  const lines = shown
    .split("\n")
    .map(squeezed)
    .filter((line) => line !== "" && !/^[─ ]+$/.test(line));
  expect(lines.length).toBeGreaterThan(4);
  // The verdict goes on with the other metrics, of which latency is another each time.
  const isPrinted = (line: string): boolean =>
    line.startsWith("Verdict: ") ? printed.some((one) => one.startsWith(line)) : printed.includes(line);
  expect(lines.filter((line) => !isPrinted(line))).toEqual([]);
  const meanOf = (variant: string, metric: string): number => {
    const row = printed.find((line) =>
      line.replace(/ \((baseline|primary)\)/g, "").startsWith(`${variant} ${metric} 400 `),
    );
    return Number(row?.split(" 400 ")[1]?.split(" ")[0]);
  };
  const text = readFileSync(join(root, "examples", "spam-filter", "README.md"), "utf8");
  const documented = [
    ...text.matchAll(/^\| `([a-z-]+)` +\| .*? \| (\d+) \(([\d.]+) %\) +\| ([\d.]+) +\|$/gm),
  ].map(([, variant = "", ...figures]) => ({ variant, figures }));
  expect(documented).toHaveLength(2);
  for (const { variant, figures } of documented) {
    const correct = meanOf(variant, "correct");
    const quality = meanOf(variant, "probability_quality");
    expect({ variant, figures }).toEqual({
      variant,
      figures: [String(Math.round(correct * 400)), (correct * 100).toFixed(1), quality.toFixed(3)],
    });
  }
});
