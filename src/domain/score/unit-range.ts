/** The range that scores are taken for where nobody declares one and all of them lie there. */
export const UNIT_RANGE = { minimum: 0, maximum: 1 } as const;
