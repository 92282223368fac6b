import { describe, expect, test } from "@jest/globals";
import type { Store } from "../../../src/domain/store.js";
import type { WorkerRegistration } from "../../../src/domain/worker/worker-registration.js";
import { experimentNamed } from "./experiment-named.js";
import { openBeforeEach } from "./open-before-each.js";
import type { StorePlace } from "./store-place.js";

const worker = (id: string, at = "2026-11-01T00:00:00.000Z"): Omit<WorkerRegistration, "taskQueue"> => ({
  id,
  kind: "lasting",
  code: { hash: "h", configuration: "../assay.config.ts", parts: { "assay.config.ts": "1" } },
  host: "here",
  processSpace: "here 1",
  pid: 1,
  processStart: "5",
  nodeVersion: "v20.20.0",
  startedAt: at,
  seenAt: at,
  ended: false,
});

/** Who works for a store, and with which code. */
export function describeWorkerContract(name: string, make: () => StorePlace): void {
  describe(`workers in the store: ${name}`, () => {
    let store: Store;
    openBeforeEach({ make }, (opened) => {
      store = opened.store;
    });

    test("are registered on the task queue they choose, seeing all others but themselves", async () => {
      const first = await store.registerWorker(worker("a"), (others) => `queue ${others.length}`);
      expect(first).toEqual({ ...worker("a"), taskQueue: "queue 0" });
      await store.registerWorker(worker("a"), (others) => `another ${others.length}`);
      await store.registerWorker(worker("b", "2026-11-01T00:00:01.000Z"), (others) =>
        others.map(({ taskQueue }) => taskQueue).join(),
      );
      expect((await store.listWorkers()).map(({ id, taskQueue }) => [id, taskQueue])).toEqual([
        ["a", "another 0"],
        ["a", "queue 0"],
        ["b", "another 0,queue 0"],
      ]);
    });

    test("that choose none are not registered", async () => {
      expect(await store.registerWorker(worker("a"), () => null)).toBeNull();
      expect(await store.listWorkers()).toEqual([]);
    });

    test("are seen, end on one task queue or on all, and are forgotten by when they were seen", async () => {
      await store.registerWorker(worker("a"), () => "one");
      await store.registerWorker(worker("a"), () => "two");
      await store.registerWorker(worker("b"), () => "one");
      await store.touchWorker("a", new Date("2026-11-01T00:01:00.000Z"));
      await store.endWorker("a", "two");
      const states = async () =>
        (await store.listWorkers()).map(({ id, taskQueue, seenAt, ended }) => [
          id,
          taskQueue,
          seenAt.slice(14, 16),
          ended,
        ]);
      expect(await states()).toEqual([
        ["a", "one", "01", false],
        ["a", "two", "01", true],
        ["b", "one", "00", false],
      ]);
      await store.endWorker("a");
      await store.forgetWorkers(new Date("2026-11-01T00:00:30.000Z"));
      expect(await states()).toEqual([
        ["a", "one", "01", true],
        ["a", "two", "01", true],
      ]);
    });

    test("note the code that an experiment runs under, each once", async () => {
      const experiment = experimentNamed("noted");
      await store.createExperiment(experiment);
      const code = (configurationHash: string, made: "outputs" | "scores", since: string) => ({
        gitCommit: null,
        gitDirty: null,
        configurationHash,
        made,
        since,
      });
      await store.noteCode(experiment.id, code("a", "outputs", "1"));
      await store.noteCode(experiment.id, code("a", "outputs", "2"));
      await store.noteCode(experiment.id, code("a", "scores", "3"));
      await store.noteCode(experiment.id, code("b", "outputs", "4"));
      expect((await store.getExperiment(experiment.id))?.ranUnder).toEqual([
        code("a", "outputs", "1"),
        code("a", "scores", "3"),
        code("b", "outputs", "4"),
      ]);
    });
  });
}
