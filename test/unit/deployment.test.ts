import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { KNOWN_PROVIDERS } from "../../src/models/providers/known-providers.js";
import { serverArguments } from "../../src/temporal/server-arguments.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** The variables of all providers, as their files name them. */
const PROVIDER_VARIABLES = [
  ...new Set(
    readdirSync(join(root, "src/models/providers")).flatMap((file) =>
      [...read(`src/models/providers/${file}`).matchAll(/"([A-Z][A-Z0-9_]*_(?:API_KEY|BASE_URL))"/g)].map(
        ([, name]) => name as string,
      ),
    ),
  ),
];

interface Service {
  readonly image?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly logging?: unknown;
  readonly mem_limit?: string;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly init?: boolean;
  readonly restart?: string;
  readonly container_name?: string;
  readonly hostname?: string;
}

const services = (
  parse(read("docker-compose.yml"), { merge: true }) as { readonly services: Record<string, Service> }
).services;
const named = (name: string): Service => services[name] as Service;
const LASTING = ["postgresql", "temporal", "temporal-ui", "worker", "server"];

describe("docker-compose.yml", () => {
  test("has Temporal on PostgreSQL with schema, namespace and UI, and Assay's worker and server", () => {
    expect(Object.keys(services)).toEqual([
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

  test("pins every image to a version, with a UI no older than its server, and no deprecated auto-setup", () => {
    const images = Object.values(services).map(({ image }) => image ?? "");
    for (const image of images) expect(image).toMatch(/^[a-z/-]+:\d+(\.\d+)+$/);
    expect(images.join()).not.toContain("auto-setup");
    expect(named("temporal").image?.split(":")[1]).toBe(named("temporal-schema").image?.split(":")[1]);
    const [major, minor] = (named("temporal-ui").image?.split(":")[1] ?? "").split(".").map(Number);
    // Server 1.31 came with UI 2.49.
    expect([major, (minor ?? 0) >= 49]).toEqual([2, true]);
  });

  test("publishes ports on loopback only, and PostgreSQL not at all", () => {
    expect(Object.values(services).flatMap(({ ports }) => ports ?? [])).toEqual([
      ...["127.0.0.1:7233:7233", "127.0.0.1:8233:8080", "127.0.0.1:4100:4100"],
    ]);
    expect(named("postgresql").ports).toBeUndefined();
  });

  test.each(LASTING)("looks after the health of %s, which goes on", (name) => {
    expect(named(name).healthcheck?.test.length).toBeGreaterThan(1);
    expect(named(name).restart).toBe("unless-stopped");
  });

  test.each([
    ["temporal-schema", "postgresql", "service_healthy"],
    ["temporal", "temporal-schema", "service_completed_successfully"],
    ["temporal-namespace", "temporal", "service_healthy"],
    ["worker", "temporal-namespace", "service_completed_successfully"],
    ["server", "worker", "service_healthy"],
  ])("starts %s when %s is %s", (name, before, condition) => {
    expect(named(name).depends_on?.[before]).toEqual({ condition });
  });

  test("has no password of its own: without one in .env nothing starts", () => {
    const passwords = Object.values(services).flatMap(({ environment }) =>
      Object.entries(environment ?? {}).filter(([name]) => /PWD|PASSWORD/.test(name)),
    );
    expect(passwords.length).toBeGreaterThan(2);
    for (const [, value] of passwords) expect(value).toMatch(/^\$\{POSTGRES_PASSWORD:\?/);
    expect(read("docker/env.example")).toMatch(/^POSTGRES_PASSWORD=$/m);
  });

  test("gives the providers' keys to the worker alone, and has a place for each in .env", () => {
    expect(PROVIDER_VARIABLES).toEqual(
      expect.arrayContaining(KNOWN_PROVIDERS.flatMap(({ secretVariables }) => secretVariables)),
    );
    expect(PROVIDER_VARIABLES.length).toBeGreaterThan(5);
    for (const key of PROVIDER_VARIABLES) {
      expect(named("worker").environment?.[key]).toBe(`\${${key}:-}`);
      expect(read("docker/env.example")).toMatch(new RegExp(`^${key}=$`, "m"));
      for (const [name, { environment }] of Object.entries(services))
        if (name !== "worker") expect(environment?.[key]).toBeUndefined();
    }
  });

  test("needs no variable of a provider that the page on models does not explain", () => {
    const page = read("docs/models.md");
    expect(PROVIDER_VARIABLES.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  test("asks for a token where the server listens to every network, and lets hosts be allowed", () => {
    for (const name of ["ASSAY_SERVER_TOKEN", "ASSAY_ALLOW_HOST"]) {
      expect(named("server").environment?.[name]).toBe(`\${${name}:-}`);
      expect(read("docker/env.example")).toMatch(new RegExp(`^${name}=$`, "m"));
    }
  });

  test.each(Object.entries(services))(
    "bounds the logs and memory of %s, and takes root's rights from it",
    (name, service) => {
      expect(service.logging).toEqual({
        driver: "json-file",
        options: { "max-size": "10m", "max-file": "5" },
      });
      expect(service.mem_limit).toMatch(/^\d+[mg]$/);
      expect(service.cap_drop).toEqual(["ALL"]);
      expect(service.security_opt).toEqual(["no-new-privileges:true"]);
      // PostgreSQL's entry point alone begins as root.
      expect(service.cap_add ?? []).toEqual(
        name === "postgresql" ? ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"] : [],
      );
    },
  );

  test("restarts a worker that is silent, and lets several have names of their own", () => {
    const { healthcheck, init, container_name, hostname } = named("worker");
    expect(healthcheck?.test).toEqual(["CMD", "node", "docker/worker-health.mjs", "--restart-after", "4"]);
    expect([init, container_name, hostname]).toEqual([true, undefined, undefined]);
  });

  test("mounts scripts that are there", () => {
    const mounted = Object.values(services)
      .flatMap(({ volumes }) => volumes ?? [])
      .flatMap((volume) => /^\.\/docker\/(.+?):/.exec(volume)?.[1] ?? []);
    expect(mounted).toHaveLength(3);
    expect(readdirSync(join(root, "docker"))).toEqual(expect.arrayContaining(mounted));
  });
});

describe("Temporal's settings in compose are those of the embedded server", () => {
  const places = { port: 1, ui: null, httpPort: 2, metricsPort: 3 };
  const embedded = serverArguments("temporal.db", places);
  const given = (option: string): readonly string[] =>
    embedded.flatMap((argument, index) => (argument === option ? [embedded[index + 1] as string] : []));

  test("the dynamic configuration", () => {
    const file = parse(read("docker/dynamic-config.yaml")) as Record<string, [{ readonly value: unknown }]>;
    const wanted = new Map(
      given("--dynamic-config-value").map((pair) => pair.split("=") as [string, string]),
    );
    expect([...wanted.keys()].sort()).toEqual(Object.keys(file).sort());
    for (const [key, value] of wanted) {
      // A host that nobody knows; the embedded server has another one at each start.
      if (key === "frontend.httpAllowedHosts")
        expect(file[key]).toEqual([{ value: [expect.stringMatching(/\.invalid$/)] }]);
      else expect(file[key]).toEqual([{ value: JSON.parse(value) }]);
    }
  });

  test("the search attributes", () => {
    const [, names = ""] = /^for name in (.*); do$/m.exec(read("docker/create-namespace.sh")) ?? [];
    expect(names.split(" ").map((name) => `${name}=Keyword`)).toEqual(given("--search-attribute"));
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
