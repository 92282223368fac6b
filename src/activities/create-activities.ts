import type { ExperimentActivities } from "./activity-interface.js";
import { callPipeline } from "./call-pipeline.js";
import {
  checkSequence,
  compareExperiments,
  failComparison,
  prepareComparison,
} from "./comparison-activities.js";
import { evaluate, failEvaluation } from "./evaluate-run.js";
import {
  failExperiment,
  failRun,
  listRuns,
  summarizeEvaluation,
  summarizeExperiment,
} from "./experiment-activities.js";
import { createExperimentCache } from "./experiment-cache.js";
import type { ActivityPorts } from "./ports.js";
import { prepareEvaluation } from "./prepare-evaluation.js";
import { prepareExperiment } from "./prepare-experiment.js";
import { readRemoteCall, recordRemoteOutput } from "./remote-pipeline.js";
import { writeScores } from "./write-scores.js";

/** The only input and output that workflows cause, made of the ports. */
export function createActivities(ports: ActivityPorts): ExperimentActivities {
  const requireExperiment = createExperimentCache(ports.store);
  return {
    prepareExperiment: prepareExperiment(ports, requireExperiment),
    listRuns: listRuns(ports),
    callPipeline: callPipeline(ports, requireExperiment),
    readRemoteCall: readRemoteCall(ports, requireExperiment),
    recordRemoteOutput: recordRemoteOutput(ports, requireExperiment),
    evaluate: evaluate(ports, requireExperiment),
    failEvaluation: failEvaluation(ports, requireExperiment),
    writeScores: writeScores(ports, requireExperiment),
    failRun: failRun(ports),
    summarizeExperiment: summarizeExperiment(ports),
    failExperiment: failExperiment(ports),
    prepareEvaluation: prepareEvaluation(ports, requireExperiment),
    summarizeEvaluation: summarizeEvaluation(ports),
    prepareComparison: prepareComparison(ports),
    checkSequence: checkSequence(ports),
    compareExperiments: compareExperiments(ports),
    failComparison: failComparison(ports),
  };
}
