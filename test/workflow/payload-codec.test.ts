import { randomBytes } from "node:crypto";
import { afterEach, expect, test } from "@jest/globals";
import proto from "@temporalio/proto";
import { NativeConnection, Worker } from "@temporalio/worker";
import type { Configuration } from "../../src/config.js";
import type { RemotePipelinePayload } from "../../src/domain/pipeline/pipeline-payload.js";
import { exactMatch } from "../../src/evaluators/text/exact-match.js";
import { remotePipeline } from "../../src/pipelines/remote-pipeline.js";
import { aesCodec } from "../support/aes-codec.js";
import { openTestProject } from "../support/test-project.js";

const INPUT = "INPUT-MARKER-77aa";
const OUTPUT = "OUTPUT-MARKER-88bb";
/** What no codec hides: an activity's type stands beside its payloads. */
const ACTIVITY = "shout";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Runs a remote pipeline with these codecs on both sides; the bytes of its history, and the run's output. */
async function historyWith(payloadCodecs: NonNullable<Configuration["temporal"]>["payloadCodecs"] = []) {
  const taskQueue = `remote-${randomBytes(6).toString("hex")}`;
  const project = await openTestProject({
    datasets: { one: { items: () => [{ id: "i0", input: INPUT, expectedOutput: OUTPUT }] } },
    pipelines: { remote: remotePipeline({ taskQueue, activity: ACTIVITY }) },
    experiments: [
      {
        name: "remote",
        dataset: "one",
        pipeline: "remote",
        variants: { only: {} },
        evaluators: [exactMatch()],
      },
    ],
    temporal: { payloadCodecs },
  });
  closing.push(() => project.close());
  await project.startWorker();
  const connection = await NativeConnection.connect({
    address: process.env.ASSAY_TEST_TEMPORAL_ADDRESS as string,
  });
  closing.push(() => connection.close());
  const other = await Worker.create({
    connection,
    taskQueue,
    dataConverter: { payloadCodecs: [...payloadCodecs] },
    activities: {
      [ACTIVITY]: async ({ input }: RemotePipelinePayload) => (input === INPUT ? OUTPUT : "wrong input"),
    },
  });
  const running = other.run();
  closing.push(async () => {
    other.shutdown();
    await running;
  });
  const handle = await project.start({ definition: "remote" });
  const { experiments } = await handle.result();
  const experimentId = experiments[0]?.id as string;
  const [run] = await project.store.listRuns({ experimentId, fromOrdinal: 0, limit: 1 });
  const history = await project.client.workflow.getHandle(handle.workflowId).fetchHistory();
  // The encoded bytes, as the server keeps them.
  const bytes = Buffer.from(proto.temporal.api.history.v1.History.encode(history).finish());
  return {
    run: { status: run?.status, output: run?.output },
    readable: [ACTIVITY, INPUT, OUTPUT].filter((text) => bytes.includes(text)),
  };
}

test("input and output of a remote pipeline stand in the history as they are without a codec", async () => {
  const { run, readable } = await historyWith();
  expect(run).toEqual({ status: "completed", output: OUTPUT });
  expect(readable).toEqual([ACTIVITY, INPUT, OUTPUT]);
});

test("a configured payload codec keeps both from the history", async () => {
  const { run, readable } = await historyWith([aesCodec(randomBytes(32))]);
  expect(run).toEqual({ status: "completed", output: OUTPUT });
  expect(readable).toEqual([ACTIVITY]);
});
