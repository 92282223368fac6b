import { type Experiment, PLAIN_VARIANT } from "../../../src/domain/experiment/experiment.js";
import { Limits } from "../../../src/domain/experiment/limits.js";
import { experimentId } from "../../../src/domain/ids.js";

const AT = "2026-01-02T03:04:05.678Z";

/** An experiment over a dataset that need not exist. */
export function experimentNamed(name: string): Experiment {
  return {
    id: experimentId({ datasetId: "d", name }),
    name,
    description: null,
    definition: "x",
    variant: "v",
    role: PLAIN_VARIANT,
    datasetId: "d",
    datasetName: "d",
    datasetVersion: AT,
    itemLimit: null,
    pipeline: "p",
    config: {},
    evaluators: [],
    repetitions: 1,
    orderSeed: null,
    cache: false,
    limits: Limits.parse({}),
    passThresholds: {},
    metadata: {},
    status: "pending",
    comparisonId: null,
    workflowId: `experiment/${name}`,
    codeVersion: { gitCommit: null, gitDirty: null, configurationHash: null },
    runCount: null,
    summary: null,
    error: null,
    createdAt: AT,
    startedAt: null,
    endedAt: null,
  };
}
