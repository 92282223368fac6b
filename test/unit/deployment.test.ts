import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** The services of docker-compose.yml, each with its lines; enough of YAML for a file of two-space indents. */
function readServices(): ReadonlyMap<string, string> {
  const [, body = ""] = /\nservices:\n([\s\S]*?)\n(?=\S)/.exec(read("docker-compose.yml")) ?? [];
  const services = new Map<string, string>();
  for (const part of body.split(/\n(?= {2}\S)/)) {
    const [, name = ""] = /^ {2}(\S+):$/m.exec(part) ?? [];
    services.set(name, part);
  }
  return services;
}

describe("docker-compose.yml", () => {
  const services = readServices();
  const all = read("docker-compose.yml");

  test("has Temporal on PostgreSQL with schema, namespace and UI, and Assay's worker and server", () => {
    expect([...services.keys()]).toEqual([
      ...[
        "postgresql",
        "temporal-schema",
        "temporal",
        "temporal-namespace",
        "temporal-ui",
        "worker",
        "server",
      ],
    ]);
  });

  test("pins every image to a version, and uses no deprecated auto-setup", () => {
    const images = [...all.matchAll(/^ +image: (\S+)$/gm)].map(([, image]) => image);
    expect(images).toHaveLength(6);
    for (const image of images) expect(image).toMatch(/^[a-z/-]+:\d+(\.\d+)+$/);
    expect(all).not.toContain("auto-setup");
  });

  test("publishes ports on loopback only, and PostgreSQL not at all", () => {
    const ports = [...all.matchAll(/^ +- "?((?:[\d.]+:)?\d+:\d+)"?$/gm)].map(([, port]) => port);
    expect(ports).toEqual(["127.0.0.1:7233:7233", "127.0.0.1:8233:8080", "127.0.0.1:4100:4100"]);
    expect(services.get("postgresql")).not.toContain("ports:");
  });

  test.each(["postgresql", "temporal", "temporal-ui", "worker", "server"])(
    "looks after the health of %s, which goes on",
    (name) => {
      expect(services.get(name)).toMatch(/^ {4}healthcheck:\n {6}test: ?/m);
    },
  );

  test.each([
    ["temporal-schema", "postgresql", "service_healthy"],
    ["temporal", "temporal-schema", "service_completed_successfully"],
    ["temporal-namespace", "temporal", "service_healthy"],
    ["worker", "temporal-namespace", "service_completed_successfully"],
    ["server", "worker", "service_healthy"],
  ])("starts %s when %s is %s", (name, before, condition) => {
    expect(services.get(name)).toContain(`      ${before}:\n        condition: ${condition}\n`);
  });

  test("has no password of its own: without one in .env nothing starts", () => {
    const passwords = [...all.matchAll(/^ +\w*(?:PWD|PASSWORD)\w*: (.*)$/gm)].map(([, value]) => value);
    expect(passwords).toHaveLength(2);
    for (const value of passwords) expect(value).toMatch(/^\$\{POSTGRES_PASSWORD:\?/);
    expect(read("docker/env.example")).toMatch(/^POSTGRES_PASSWORD=$/m);
  });

  test("mounts scripts that are there", () => {
    const mounted = [...all.matchAll(/- \.\/docker\/(\S+?):/g)].map(([, file]) => file);
    expect(mounted).toHaveLength(3);
    expect(readdirSync(join(root, "docker"))).toEqual(expect.arrayContaining(mounted as string[]));
  });
});

describe("Dockerfile", () => {
  const lines = read("Dockerfile");

  test("pins its base image, runs without root, and copies only what is there", () => {
    const bases = [...lines.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
    expect(new Set(bases)).toEqual(new Set(["node:22.21-bookworm-slim"]));
    expect(lines).toMatch(/^USER node$/m);
    const copied = [...lines.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, files = ""]) =>
      files.split(" "),
    );
    expect(copied.length).toBeGreaterThan(8);
    for (const file of copied) expect(() => readdirSync(join(root, file, ".."))).not.toThrow();
    for (const file of copied)
      expect(readdirSync(join(root, file, ".."))).toContain(file.replace(/\/$/, "").split("/").at(-1));
  });

  test("is given everything it copies by .dockerignore", () => {
    const allowed = [...read(".dockerignore").matchAll(/^!(.*)$/gm)].map(([, file = ""]) => file);
    const copied = [...lines.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, files = ""]) =>
      files.split(" "),
    );
    const isAllowed = (file: string): boolean =>
      allowed.some((given) => file === given || file.startsWith(`${given}/`));
    expect(copied.filter((file) => !isAllowed(file))).toEqual([]);
  });
});

describe("package.json", () => {
  const manifest = JSON.parse(read("package.json")) as {
    readonly bin: Record<string, string>;
    readonly files: readonly string[];
    readonly engines: { readonly node: string };
    readonly dependencies: Record<string, string>;
    readonly devDependencies: Record<string, string>;
  };

  test("ships the command line, its build and what starts it", () => {
    expect(manifest.bin).toEqual({ assay: "bin/assay.mjs" });
    expect(manifest.files).toEqual(expect.arrayContaining(["bin", "dist", "scripts", "README.md"]));
    expect(read("bin/assay.mjs")).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  test("pins every dependency exactly, and .npmrc keeps it so and refuses a wrong Node.js", () => {
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.length).toBeGreaterThan(30);
    for (const version of versions) expect(version).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
    expect(read(".npmrc").split("\n")).toEqual(
      expect.arrayContaining(["save-exact=true", "engine-strict=true"]),
    );
  });

  test("wants the same Node.js as the set-up script", () => {
    const parts = manifest.engines.node.split(" || ");
    expect(parts.map((part) => part.replace(/^[\^>=]+/, "").replace(/(\.0)+$/, ""))).toEqual([
      "20.20",
      "22.12",
      "24",
    ]);
    expect(read("scripts/setup.mjs")).toContain('const SUPPORTED = "20.20, 22.12 or 24";');
  });

  test("keeps all Temporal packages at one version", () => {
    const versions = Object.entries(manifest.dependencies)
      .filter(([name]) => name.startsWith("@temporalio/"))
      .map(([, version]) => version);
    expect(new Set(versions).size).toBe(1);
  });
});
