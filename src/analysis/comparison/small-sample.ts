/** Below so many units (pairs, or clusters of them) the t interval alone is not trusted. */
export const SMALL_SAMPLE = 30;
