import type { BaselineStore } from "./baseline/baseline-store.js";
import type { LookStore } from "./comparison/look-store.js";
import type { DatasetStore } from "./dataset/dataset-store.js";
import type { ExperimentStore } from "./experiment/experiment-store.js";
import type { RunStore } from "./experiment/run-store.js";
import type { LabelStore } from "./label/label-store.js";
import type { ModelCallStore, TryStore } from "./model/model-call-store.js";
import type { RateWindow } from "./model/rate-window.js";
import type { RegressionRunStore } from "./regression/regression-run-store.js";
import type { RetryStore } from "./retry-store.js";
import type { ScoreStore } from "./score/score-store.js";
import type { StoreCondition } from "./store-condition.js";
import type { TraceStore } from "./trace/trace-store.js";
import type { WaitStore } from "./wait/wait-store.js";
import type { WorkerStore } from "./worker/worker-store.js";

/** Everything Assay keeps. */
export interface Store
  extends DatasetStore,
    ExperimentStore,
    RunStore,
    TraceStore,
    ScoreStore,
    ModelCallStore,
    TryStore,
    RetryStore,
    RateWindow,
    LabelStore,
    LookStore,
    WorkerStore,
    RegressionRunStore,
    BaselineStore,
    WaitStore,
    StoreCondition {
  /** Random, made with the store: names the task queue, so that no other store's worker takes this one's work. */
  readonly storeId: string;
  close(): Promise<void>;
}
