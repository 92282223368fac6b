/** The value from which a run passes where its definition says nothing. */
export const DEFAULT_PASS_THRESHOLD = 0.7;
