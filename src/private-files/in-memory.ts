/** SQLite's name for a database without a file. */
export const IN_MEMORY = ":memory:";
