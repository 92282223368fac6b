/** Share of runs without a value above which what is left may not be like the whole (docs/statistics.md). */
export const TOLERATED_FAILURE_RATE = 0.05;
