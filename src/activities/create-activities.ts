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
import { notingCode } from "./note-code.js";
import { failNotification, sendNotification } from "./notification-activities.js";
import type { ActivityPorts } from "./ports.js";
import { prepareEvaluation } from "./prepare-evaluation.js";
import { prepareExperiment } from "./prepare-experiment.js";
import {
  beginRegression,
  endRegression,
  gateRegression,
  planRegressionStep,
} from "./regression-activities.js";
import type { RegressionActivities } from "./regression-interface.js";
import { readRemoteCall, recordRemoteOutput } from "./remote-pipeline.js";
import { writeScores } from "./write-scores.js";

/** The only input and output that workflows cause, made of the ports. */
export function createActivities(ports: ActivityPorts): ExperimentActivities & RegressionActivities {
  const requireExperiment = createExperimentCache(ports.store);
  const toRun = notingCode(ports, { made: "outputs", requireExperiment });
  const toScore = notingCode(ports, { made: "scores", requireExperiment });
  return {
    prepareExperiment: prepareExperiment(ports, toRun),
    listRuns: listRuns(ports),
    callPipeline: callPipeline(ports, toRun),
    readRemoteCall: readRemoteCall(ports, toRun),
    recordRemoteOutput: recordRemoteOutput(ports, toRun),
    evaluate: evaluate(ports, toScore),
    failEvaluation: failEvaluation(ports, toScore),
    writeScores: writeScores(ports, toScore),
    failRun: failRun(ports),
    summarizeExperiment: summarizeExperiment(ports),
    failExperiment: failExperiment(ports),
    prepareEvaluation: prepareEvaluation(ports, toScore),
    summarizeEvaluation: summarizeEvaluation(ports),
    prepareComparison: prepareComparison(ports),
    checkSequence: checkSequence(ports),
    compareExperiments: compareExperiments(ports),
    failComparison: failComparison(ports),
    beginRegression: beginRegression(ports),
    gateRegression: gateRegression(ports),
    planRegressionStep: planRegressionStep(ports),
    endRegression: endRegression(ports),
    sendNotification: sendNotification(ports),
    failNotification: failNotification(ports),
  };
}
