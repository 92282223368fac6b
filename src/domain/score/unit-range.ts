/** The range that is assumed if none is declared and all scores lie in it. */
export const UNIT_RANGE = { minimum: 0, maximum: 1 } as const;
