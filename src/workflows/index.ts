export { comparison } from "./comparison.js";
export { evaluation } from "./evaluation.js";
export { experiment } from "./experiment.js";
export { experimentRange } from "./experiment-range.js";
export { notification } from "./notification.js";
export { regression } from "./regression.js";
