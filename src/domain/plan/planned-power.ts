/** The chance to find a difference that is planned for where nobody chooses another. */
export const PLANNED_POWER = 0.8;
