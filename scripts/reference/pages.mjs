/**
 * What stands on which page of docs/reference: all that the rooms of src below `rooms` export to users, then `exports`. An
 * export of src/index.ts that is on no page fails the generator, and so does a name here that is no export.
 */
export const PAGES = [
  {
    file: "configuration.md",
    title: "Configuration",
    about:
      "What an `assay.config.ts` may hold. [Experiments](../experiments.md) explains how its parts work together.",
    exports: [
      ...["defineConfig", "Configuration", "defineDataset", "DatasetSource", "NewDatasetItem"],
      ...["defineExperiment", "ExperimentDefinition", "Limits", "GatePolicy", "TemporalSettings"],
      ...["BaselineSettings", "Escalation", "GivenSchedule", "GivenNotify", "GivenChannel"],
    ],
  },
  {
    file: "evaluators.md",
    title: "Evaluators",
    about:
      "Evaluators that compute a score from input, output and expected output, without a model, and how to write your own. " +
      "Each is a function that is called in an experiment's `evaluators`; those that need no options can also be named there " +
      'by a string, such as `"exact_match"`.',
    rooms: ["evaluators/text", "evaluators/json", "evaluators/custom"],
    exports: ["EvaluatorFunction", "EvaluatorArguments", "EvaluatorContext", "CustomScore", "Evaluator"],
  },
  {
    file: "judges.md",
    title: "Judges",
    about: "Evaluators that ask a model. [Judges](../judges.md) explains how their scores come about.",
    rooms: ["evaluators/g-eval", "evaluators/pairwise", "evaluators/rubric", "evaluators/jury"],
  },
  {
    file: "trace-checks.md",
    title: "Checks on traces",
    about:
      "Evaluators that look at what a run did: which tools it called, in how many steps, how long and at what cost.",
    rooms: ["evaluators/trace-checks"],
  },
  {
    file: "pipelines.md",
    title: "Pipelines",
    about:
      "The five kinds of pipelines and what their code gets. [Pipelines](../pipelines.md) explains them.",
    rooms: ["pipelines"],
    exports: [
      ...["PipelineCall", "PipelinePreparation", "TraceRecorder"],
      ...["PipelinePayload", "RemotePipelinePayload", "Pipeline", "PermanentError"],
    ],
  },
  {
    file: "models.md",
    title: "Models",
    about:
      "The settings of models in a configuration, and how pipelines and evaluators ask them. [Models](../models.md) explains " +
      "providers, limits and prices.",
    exports: [
      ...["ModelSettings", "ModelCapabilities", "Models", "ModelRequest", "ModelAnswer", "FinishReason"],
      ...["ChatMessage", "ChatContent", "ContentPart", "EmbeddingRequest", "EmbeddingAnswer", "modelFetch"],
    ],
  },
  {
    file: "client.md",
    title: "Client",
    about:
      "`AssayClient` does from a script what the commands do. It starts no worker: `assay start` or `assay worker` has to run " +
      "beside it.",
    exports: [
      ...[
        "AssayClient",
        "AssayClientOptions",
        "ClientBaselines",
        "ClientSchedules",
        "ExperimentHandle",
        "ExperimentProgress",
      ],
      ...["NewLabel"],
    ],
  },
  {
    file: "results.md",
    title: "Results",
    // Objects that are read, with names that say what they are; what is not plain has its docstring.
    strict: false,
    about:
      "What the client returns and `--json` prints. The whole of a comparison is described by " +
      "[comparison-report.schema.json](../comparison-report.schema.json).",
    exports: [
      ...["Dataset", "DatasetItem", "Experiment", "ExperimentSummary", "Run", "Score", "Comparison"],
      ...[
        "ComparisonReport",
        "Baseline",
        "RegressionVerdict",
        "RegressionHistory",
        "DriftFinding",
        "ScheduledRun",
        "ScheduleState",
        "ScheduleChange",
        "Verdict",
        "ExperimentPlan",
        "JudgeCheck",
        "AssayError",
        "JsonValue",
        "JsonObject",
      ],
    ],
  },
];
