/** Reaching the budget ended what was asked for; what is done is kept. */
export const STOPPED_BY_BUDGET = 4;

/** The gate's condition is proven not to hold. */
export const GATE_FAILED = 1;

/** The data do not tell whether the gate's conditions hold. */
export const GATE_INCONCLUSIVE = 3;
