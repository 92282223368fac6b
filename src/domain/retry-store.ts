/** Runs of an ended experiment that may be run again. */
export interface Retryable {
  readonly failed: number;
  /** Not begun, or not ended. */
  readonly leftOver: number;
  /** Completed, with an evaluator that failed or was not reached. */
  readonly unjudged: number;
}

/** Reopens what of an ended experiment did not succeed. */
export interface RetryStore {
  countRetryable(experimentId: string): Promise<Retryable>;
  /**
   * Where the experiment's `retry` asks for it: reopens failed runs, those left over if it says so, and completed ones that
   * lack a judgement, gives each of their steps all its tries again, and takes the request back. In one transaction, so
   * that asking again changes nothing; false when nothing was asked.
   */
  reopenForRetry(experimentId: string): Promise<boolean>;
}
