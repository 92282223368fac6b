/** Reaching the budget ended what was asked for; what is done is kept. */
export const STOPPED_BY_BUDGET = 4;
