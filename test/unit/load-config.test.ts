import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { loadConfiguration } from "../../src/load-config.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-configuration-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const load = (source: string) => {
  writeFileSync(join(folder, "assay.config.mjs"), source);
  return loadConfiguration({ workingDirectory: folder, home: folder, cacheDirectory: null });
};
const experiment = (name: string): string =>
  `{ name: "${name}", dataset: "d", pipeline: "p", variants: { only: {} }, evaluators: [] }`;

describe("demo", () => {
  test("names experiments, also of includes, with their limits", async () => {
    const { configuration } = await load(`export default {
      include: [{ experiments: [${experiment("a")}], demo: ["a"] }],
      experiments: [${experiment("b")}],
      demo: ["b", { experiment: "a", limit: 10, needs: "models" }],
    }`);
    expect(configuration.demo).toEqual(["b", { experiment: "a", limit: 10, needs: "models" }]);
  });

  test("is not taken from an include", async () => {
    const { configuration } = await load(
      `export default { include: [{ experiments: [${experiment("a")}], demo: ["a"] }] }`,
    );
    expect(configuration.demo).toBeUndefined();
  });

  test("refuses an experiment that is not defined", async () => {
    await expect(load(`export default { experiments: [${experiment("a")}], demo: ["b"] }`)).rejects.toThrow(
      `The configuration ${join(folder, "assay.config.mjs")} names "b" in demo, but defines no experiment of this name. Defined: a`,
    );
  });

  test("refuses a need that is not known", async () => {
    await expect(
      load(`export default { experiments: [${experiment("a")}], demo: [{ experiment: "a", needs: "gpu" }] }`),
    ).rejects.toThrow(
      'the name of an experiment, or { experiment, limit?, needs?: "models" }\n  → at demo[0]',
    );
  });
});

describe("a dataset of two includes", () => {
  test("is taken once when it is one and the same", async () => {
    const { configuration } = await load(
      `const d = { items: () => [] }; export default { include: [{ datasets: { d } }, { datasets: { d } }] }`,
    );
    expect(Object.keys(configuration.datasets)).toEqual(["d"]);
  });

  test("is refused when there are two of that name", async () => {
    await expect(
      load(
        `const d = () => ({ items: () => [] }); export default { include: [{ datasets: { d: d() } }, { datasets: { d: d() } }] }`,
      ),
    ).rejects.toThrow(
      `The configuration ${join(folder, "assay.config.mjs")} defines "d" twice among its datasets.`,
    );
  });
});

describe("payload codecs", () => {
  const codec = (name: string): string =>
    `{ name: "${name}", encode: async (payloads) => payloads, decode: async (payloads) => payloads }`;

  test("are taken from an include, and from the including configuration where it has its own", async () => {
    const included = `include: [{ temporal: { payloadCodecs: [${codec("theirs")}] } }]`;
    const theirs = await load(`export default { ${included} }`);
    expect(theirs.configuration.temporal?.payloadCodecs).toMatchObject([{ name: "theirs" }]);
    writeFileSync(
      join(folder, "own.mjs"),
      `export default { ${included}, temporal: { payloadCodecs: [${codec("own")}] } }`,
    );
    const own = await loadConfiguration({
      file: "own.mjs",
      workingDirectory: folder,
      home: folder,
      cacheDirectory: null,
    });
    expect(own.configuration.temporal?.payloadCodecs).toMatchObject([{ name: "own" }]);
  });

  test("are refused when they are none", async () => {
    await expect(
      load(`export default { temporal: { payloadCodecs: [{ encode: () => [] }] } }`),
    ).rejects.toThrow(
      "a payload codec: an object with the functions encode and decode\n  → at temporal.payloadCodecs[0]",
    );
  });
});

describe("the default export", () => {
  test("is loaded while an end of the process would be told, and not beyond", async () => {
    const before = process.listeners("exit");
    await load(`globalThis.listenersWhileLoading = process.listenerCount("exit"); export default {}`);
    expect((globalThis as { listenersWhileLoading?: number }).listenersWhileLoading).toBe(before.length + 1);
    expect(process.listeners("exit")).toEqual(before);
  });

  test("may be a promise", async () => {
    const { configuration } = await load(
      `export default Promise.resolve({ experiments: [${experiment("a")}] })`,
    );
    expect(configuration.experiments.map(({ name }) => name)).toEqual(["a"]);
  });

  test("may be a promise that fails, which is told", async () => {
    await expect(load('export default Promise.reject(new Error("no key"))')).rejects.toThrow(
      `The configuration ${join(folder, "assay.config.mjs")} cannot be loaded: no key`,
    );
  });

  test("is no function", async () => {
    await expect(load("export default async () => ({})")).rejects.toThrow(
      `The configuration ${join(folder, "assay.config.mjs")} exports a function. Export what it returns: export default await load(); or export default defineConfig({ … })`,
    );
  });

  test("may be that of a CommonJS module", async () => {
    writeFileSync(join(folder, "assay.config.cjs"), `module.exports = { experiments: [${experiment("a")}] }`);
    const { configuration } = await loadConfiguration({
      workingDirectory: folder,
      home: folder,
      cacheDirectory: null,
    });
    expect(configuration.experiments.map(({ name }) => name)).toEqual(["a"]);
  });
});

test("a configuration above the folder is named, and not taken unasked", async () => {
  const file = join(folder, "assay.config.mjs");
  writeFileSync(file, "export default {}");
  const workingDirectory = join(folder, "a", "b");
  await expect(loadConfiguration({ workingDirectory, home: folder, cacheDirectory: null })).rejects.toThrow(
    `No configuration in ${workingDirectory}: looked for assay.config.ts, assay.config.mts, assay.config.cts, assay.config.js, assay.config.mjs, assay.config.cjs. There is one above: go to ${folder}, or name it with --config ${file}`,
  );
});
