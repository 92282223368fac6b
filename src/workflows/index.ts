export { comparison } from "./comparison.js";
export { experiment } from "./experiment.js";
export { experimentRange } from "./experiment-range.js";
