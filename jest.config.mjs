/**
 * Tests run the TypeScript sources through swc. Unit and property tests are a project of their own, since they need
 * nothing that runs; for the others a Temporal server is started, once for all.
 */
const common = {
  testEnvironment: "<rootDir>/test/support/plain-environment.mjs",
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      {
        jsc: { parser: { syntax: "typescript" }, target: "es2022" },
        module: { type: "es6" },
        sourceMaps: "inline",
      },
    ],
  },
  moduleNameMapper: {
    "^assay$": "<rootDir>/src/index.ts",
    "^(\\.{1,2}/.*)\\.js$": "$1",
  },
};

export default {
  // One more than the cores that are asked for: system tests wait for servers and timers a third of their time. Four are no faster.
  maxWorkers: 3,
  // Node.js 20 keeps every module of a test file in memory, and collects garbage ever longer: then a new process is cheaper.
  workerIdleMemoryLimit: "600MB",
  // For a hang, not for slowness: the suite must be green on a machine three times as busy as an idle one.
  testTimeout: 240_000,
  projects: [
    {
      ...common,
      displayName: "unit",
      testMatch: ["<rootDir>/test/{unit,property}/**/*.test.ts"],
      setupFiles: ["<rootDir>/test/support/without-temporal-server.mjs"],
    },
    {
      ...common,
      displayName: "system",
      testMatch: ["<rootDir>/test/{contract,workflow,replay,e2e,python}/**/*.test.ts"],
      globalSetup: "<rootDir>/test/support/global-setup.mjs",
      globalTeardown: "<rootDir>/test/support/global-teardown.mjs",
    },
  ],
};
