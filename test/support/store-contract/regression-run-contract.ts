import { describe, expect, test } from "@jest/globals";
import type { Notification } from "../../../src/domain/notification/notification.js";
import type { Store } from "../../../src/domain/store.js";
import { openedObservation } from "../../../src/domain/trace/opened-observation.js";
import type { Observation } from "../../../src/domain/trace/trace.js";
import { noticeOf } from "../notice.js";
import { regressionRunOf, verdictOf } from "../regression-run.js";
import { openBeforeEach } from "./open-before-each.js";
import type { StorePlace } from "./store-place.js";

const END: Parameters<Store["endRegressionRun"]>[1] = {
  state: "failed",
  previousState: "passed",
  modelSnapshots: ["m-1"],
  drifts: [],
  error: null,
  endedAt: "2026-01-02T03:05:00.000Z",
};

function notificationOf(id: string, regressionRunId: string): Notification {
  return {
    id,
    regressionRunId,
    channel: "slack",
    settings: { type: "slack", url: { fromEnvironment: "SLACK_URL" } },
    notice: noticeOf(),
    status: "pending",
    error: null,
    createdAt: "2026-01-02T03:05:00.000Z",
    endedAt: null,
  };
}

/** Regression runs and their messages. */
export function describeRegressionRunContract(name: string, make: () => StorePlace): void {
  describe(`regression runs: ${name}`, () => {
    let store: Store;
    openBeforeEach({ make }, (opened) => {
      store = opened.store;
    });

    test("are begun once, and ended once, with their messages", async () => {
      await store.beginRegressionRun(regressionRunOf("r1"));
      await store.updateRegressionRun("r1", { experimentId: "e1", experiment: "night" });
      const again = await store.beginRegressionRun(regressionRunOf("r1", { createdAt: "later" }));
      expect(again).toMatchObject({ experiment: "night", createdAt: regressionRunOf("r1").createdAt });
      await store.updateRegressionRun("r1", { verdict: verdictOf({ state: "failed" }) });
      expect(await store.endRegressionRun("r1", END, [notificationOf("n1", "r1")])).toBe(true);
      expect(
        await store.endRegressionRun("r1", { ...END, state: "error" }, [notificationOf("n2", "r1")]),
      ).toBe(false);
      await store.updateRegressionRun("r1", { experiment: "too late" });
      expect(await store.getRegressionRun("r1")).toMatchObject({
        state: "failed",
        experiment: "night",
        previousState: "passed",
      });
      expect((await store.listNotifications("r1")).map(({ id }) => id)).toEqual(["n1"]);
      expect(await store.getRegressionRun("absent")).toBeNull();
    });

    test("are listed newest first, by definition, schedule and whether they run", async () => {
      await store.beginRegressionRun(regressionRunOf("r1"));
      await store.beginRegressionRun(regressionRunOf("r2", { schedule: null }));
      await store.beginRegressionRun(regressionRunOf("r3", { definition: "other" }));
      await store.endRegressionRun("r1", END, []);
      const ids = async (filter: Parameters<typeof store.listRegressionRuns>[0]) =>
        (await store.listRegressionRuns(filter)).map(({ id }) => id);
      expect(await ids({ limit: 10 })).toEqual(["r3", "r2", "r1"]);
      expect(await ids({ limit: 2 })).toEqual(["r3", "r2"]);
      expect(await ids({ definition: "watched", limit: 10 })).toEqual(["r2", "r1"]);
      expect(await ids({ schedule: null, limit: 10 })).toEqual(["r2"]);
      expect(await ids({ schedule: "nightly", limit: 10 })).toEqual(["r3", "r1"]);
      expect(await ids({ isRunning: true, limit: 10 })).toEqual(["r3", "r2"]);
      expect(await ids({ isRunning: false, limit: 10 })).toEqual(["r1"]);
    });

    test("a message that has ended stays as it ended", async () => {
      await store.beginRegressionRun(regressionRunOf("r1"));
      await store.endRegressionRun("r1", END, [notificationOf("n1", "r1")]);
      const endedAt = "2026-01-02T03:06:00.000Z";
      expect(await store.endNotification("n1", { status: "sent", error: null, endedAt })).toBe(true);
      expect(await store.endNotification("n1", { status: "failed", error: "no", endedAt })).toBe(false);
      expect(await store.getNotification("n1")).toMatchObject({ status: "sent", error: null, endedAt });
      expect(await store.getNotification("absent")).toBeNull();
    });

    test("messages are found newest first, by what they are of and how they stand", async () => {
      await store.beginRegressionRun(regressionRunOf("r1"));
      await store.beginRegressionRun(regressionRunOf("r2", { schedule: null }));
      await store.endRegressionRun("r1", END, [notificationOf("n1", "r1"), notificationOf("n2", "r1")]);
      await store.endRegressionRun("r2", END, [notificationOf("n3", "r2")]);
      await store.endNotification("n2", { status: "sent", error: null, endedAt: "later" });
      const ids = async (filter: Parameters<typeof store.findNotifications>[0]) =>
        (await store.findNotifications(filter)).map(({ id }) => id);
      expect(await ids({ limit: 10 })).toEqual(["n3", "n2", "n1"]);
      expect(await ids({ limit: 1 })).toEqual(["n3"]);
      expect(await ids({ status: "pending", limit: 10 })).toEqual(["n3", "n1"]);
      expect(await ids({ of: { definition: "watched", schedule: "nightly" }, limit: 10 })).toEqual([
        "n2",
        "n1",
      ]);
      expect(await ids({ of: { definition: "watched", schedule: null }, limit: 10 })).toEqual(["n3"]);
      expect(await ids({ of: { definition: "other", schedule: null }, limit: 10 })).toEqual([]);
    });

    test("names the snapshots of models that answered in an experiment", async () => {
      expect(await store.listModelSnapshots("absent")).toEqual([]);
      const trace = {
        name: "t",
        runId: null,
        timestamp: "2026-01-02T03:05:00.000Z",
        input: null,
        output: null,
      };
      await store.putTrace({ ...trace, id: "t1", experimentId: "e1", metadata: {} });
      await store.putTrace({ ...trace, id: "t2", experimentId: "e2", metadata: {} });
      const observation = (id: string, traceId: string, modelSnapshot?: string): Observation => ({
        ...openedObservation({
          id: id.padStart(16, "0"),
          traceId,
          parentObservationId: null,
          type: "GENERATION",
          name: "call",
          startedAt: "2026-01-02T03:05:00.000Z",
        }),
        metadata: modelSnapshot === undefined ? {} : { modelSnapshot },
      });
      await store.putObservations([
        observation("1", "t1", "m-2"),
        observation("2", "t1", "m-1"),
        observation("3", "t1", "m-2"),
        observation("4", "t1"),
        observation("5", "t2", "m-3"),
      ]);
      expect(await store.listModelSnapshots("e1")).toEqual(["m-1", "m-2"]);
    });
  });
}
