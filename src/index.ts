export type { ClientBaselines } from "./client/client-baselines.js";
export type { ClientSchedules } from "./client/client-schedules.js";
export { AssayClient, type AssayClientOptions } from "./client.js";
export {
  type Configuration,
  type DatasetSource,
  defineConfig,
  defineDataset,
  defineExperiment,
  type ExperimentDefinition,
  type TemporalSettings,
} from "./config.js";
export type { Baseline } from "./domain/baseline/baseline.js";
export type { BaselineSettings } from "./domain/baseline/baseline-settings.js";
export type { Comparison, ComparisonReport, Verdict } from "./domain/comparison/comparison.js";
export type { Dataset, DatasetItem, NewDatasetItem } from "./domain/dataset/dataset.js";
export { AssayError } from "./domain/errors.js";
export type { Experiment } from "./domain/experiment/experiment.js";
export type { ExperimentSummary } from "./domain/experiment/experiment-summary.js";
export type { Limits } from "./domain/experiment/limits.js";
export type { Run } from "./domain/experiment/run.js";
export type { Escalation } from "./domain/gate/escalation.js";
export type { GatePolicy } from "./domain/gate/gate.js";
export type { JsonObject, JsonValue } from "./domain/json/json.js";
export type { JudgeCheck } from "./domain/judge/judge-check.js";
export type { ChatContent, ContentPart } from "./domain/model/chat-content.js";
export type {
  ChatMessage,
  EmbeddingAnswer,
  EmbeddingRequest,
  FinishReason,
  ModelAnswer,
  ModelCapabilities,
  ModelRequest,
  Models,
} from "./domain/model/models.js";
export { PermanentError } from "./domain/permanent-error.js";
export type { Pipeline, PipelineCall, PipelinePreparation } from "./domain/pipeline/pipeline.js";
export type { PipelinePayload, RemotePipelinePayload } from "./domain/pipeline/pipeline-payload.js";
export type { ExperimentPlan } from "./domain/plan/experiment-plan.js";
export type { DriftFinding } from "./domain/regression/drift-finding.js";
export type { RegressionHistory } from "./domain/regression/regression-history.js";
export type { RegressionVerdict } from "./domain/regression/regression-verdict.js";
export type { ScheduleChange } from "./domain/schedule/schedule-change.js";
export type { ScheduledRun, ScheduleState } from "./domain/schedule/schedule-state.js";
export type {
  CustomScore,
  Evaluator,
  EvaluatorArguments,
  EvaluatorContext,
  EvaluatorFunction,
} from "./domain/score/evaluator.js";
export type { Score } from "./domain/score/score.js";
export type { TraceRecorder } from "./domain/trace/trace-recorder.js";
export { autoevals } from "./evaluators/custom/autoevals.js";
export { customEvaluator } from "./evaluators/custom/custom-evaluator.js";
export { defineEvaluator, type EvaluatorDefinition } from "./evaluators/custom/define-evaluator.js";
export type { CriterionDefinition } from "./evaluators/g-eval/criterion.js";
export { gEval } from "./evaluators/g-eval/g-eval.js";
export type { GEvalOptions } from "./evaluators/g-eval/g-eval-options.js";
export { jsonSchema } from "./evaluators/json/json-schema.js";
export { jsonValidity } from "./evaluators/json/json-validity.js";
export { jury } from "./evaluators/jury/jury.js";
export type { JuryOptions } from "./evaluators/jury/jury-options.js";
export { type PairwiseJudgeOptions, pairwiseJudge } from "./evaluators/pairwise/pairwise-judge.js";
export { type RubricOptions, rubric } from "./evaluators/rubric/rubric.js";
export { contains } from "./evaluators/text/contains.js";
export { exactMatch } from "./evaluators/text/exact-match.js";
export { groundTruthSimilarity } from "./evaluators/text/ground-truth-similarity.js";
export { levenshtein } from "./evaluators/text/levenshtein.js";
export { numericCloseness } from "./evaluators/text/numeric-closeness.js";
export { regularExpression } from "./evaluators/text/regular-expression.js";
export { rougeL } from "./evaluators/text/rouge-l.js";
export { tokenF1 } from "./evaluators/text/token-f1.js";
export { callOrder } from "./evaluators/trace-checks/call-order.js";
export { costBelow } from "./evaluators/trace-checks/cost-below.js";
export { latencyBelow } from "./evaluators/trace-checks/latency-below.js";
export { stepCount } from "./evaluators/trace-checks/step-count.js";
export { toolCalled } from "./evaluators/trace-checks/tool-called.js";
export { modelFetch } from "./models/model-fetch.js";
export type { ModelSettings } from "./models/model-settings.js";
export type { GivenChannel } from "./notifications/known-channels.js";
export type { ExperimentHandle, ExperimentProgress } from "./operations/experiment-handle.js";
export type { NewLabel } from "./operations/write-label.js";
export {
  type CommandPipelineDefinition,
  commandPipeline,
} from "./pipelines/command-pipeline.js";
export { type FunctionPipelineDefinition, pipeline } from "./pipelines/function-pipeline.js";
export { type HttpPipelineDefinition, httpPipeline } from "./pipelines/http-pipeline.js";
export { type PromptPipelineDefinition, promptPipeline } from "./pipelines/prompt-pipeline.js";
export { type RemotePipelineDefinition, remotePipeline } from "./pipelines/remote-pipeline.js";
export type { GivenNotify, GivenSchedule } from "./schedules/schedule-settings.js";
