import type { Generated } from "kysely";

/** Tables as SQL sees them: JSON and instants are text (instants ISO 8601 in UTC with milliseconds). */
export interface Tables {
  meta: { key: string; value: string };
  datasets: {
    id: string;
    name: string;
    description: string | null;
    metadata: string;
    created_at: string;
    updated_at: string;
  };
  dataset_versions: { dataset_id: string; version: string };
  dataset_looks: { id: string; dataset_id: string; question: string; looked_at: string };
  dataset_items: {
    dataset_id: string;
    id: string;
    position: number;
    input: string;
    expected_output: string | null;
    metadata: string;
    status: string;
    source_trace_id: string | null;
    source_observation_id: string | null;
    valid_from: string;
    valid_to: string | null;
  };
  experiments: {
    sequence: Generated<number>;
    id: string;
    name: string;
    dataset_name: string;
    definition: string;
    comparison_id: string | null;
    status: string;
    created_at: string;
    /** The whole experiment as JSON; the columns beside it are for filters. */
    body: string;
  };
  comparisons: {
    sequence: Generated<number>;
    id: string;
    name: string;
    status: string;
    dataset_name: string;
    created_at: string;
    body: string;
  };
  runs: {
    id: string;
    experiment_id: string;
    ordinal: number;
    item_id: string;
    repetition: number;
    trace_id: string;
    status: string;
    output: string | null;
    error_type: string | null;
    error_message: string | null;
    /** 1 = what failed may work when it is tried later. */
    is_passing: number;
    latency_ms: number | null;
    cost_usd: number | null;
    usage: string | null;
    total_tokens: number | null;
    attempts: number;
    started_at: string | null;
    output_at: string | null;
    finish_reason: string | null;
    ended_at: string | null;
  };
  traces: {
    id: string;
    name: string;
    run_id: string | null;
    experiment_id: string | null;
    timestamp: string;
    input: string | null;
    output: string | null;
    metadata: string;
  };
  observations: { id: string; trace_id: string; started_at: string; body: string };
  artifacts: { id: string; kind: string; body: string; created_at: string };
  call_reservations: {
    id: string;
    experiment_id: string;
    scope: string;
    cost_usd: number;
    is_priced: number;
    tokens: number;
    at: string;
  };
  spending: {
    scope: string;
    cost_usd: number;
    tokens: number;
    calls: number;
    unpriced_calls: number;
    lost_calls: number;
  };
  regression_runs: {
    sequence: Generated<number>;
    id: string;
    definition: string;
    schedule: string | null;
    /** Null while it runs. */
    state: string | null;
    created_at: string;
    body: string;
  };
  notifications: {
    sequence: Generated<number>;
    id: string;
    regression_run_id: string;
    status: string;
    body: string;
  };
  baselines: {
    sequence: Generated<number>;
    id: string;
    definition: string;
    variant: string;
    experiment_id: string;
    experiment: string;
    reason: string;
    set_by: string;
    set_at: string;
    cleared_at: string | null;
    cleared_by: string | null;
    cleared_reason: string | null;
  };
  workers: {
    id: string;
    task_queue: string;
    started_at: string;
    seen_at: string;
    ended: number;
    body: string;
  };
  call_cache: { id: string; observation_id: string };
  /** `forgiven`: failures before the step was retried, which are tries no more. */
  tries: { id: string; started: number; ended: number; failures: number; forgiven: number };
  /** Where the line of each limit ends, in milliseconds since 1970, by the clock that wrote it at `at_ms`. */
  rate_windows: { key: string; line_ends_at_ms: number; at_ms: number };
  /** What workers wait for; a row holds until it expires. */
  waits: { reporter: string; scope: string | null; expires_at: string; body: string };
  evaluations: {
    id: string;
    run_id: string;
    experiment_id: string;
    evaluator_id: string;
    status: string;
    error_type: string | null;
    is_passing: number;
    cost_usd: number | null;
    body: string;
  };
  scores: {
    id: string;
    trace_id: string;
    run_id: string | null;
    experiment_id: string | null;
    item_id: string | null;
    evaluator_id: string | null;
    name: string;
    data_type: string;
    value: number | null;
    string_value: string | null;
    unscored_reason: string | null;
    comment: string | null;
    /** Kind of what an evaluator noted about the value, from its metadata. */
    note: string | null;
    metadata: string;
    fingerprint: string | null;
    source: string;
    timestamp: string;
  };
}
