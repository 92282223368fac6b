/** The ready-made behaviours, one file each in `behaviours/`. */
export { byModel } from "./behaviours/by-model.js";
export { failFirst } from "./behaviours/fail-first.js";
export { inTurn } from "./behaviours/in-turn.js";
export { type CriterionScore, judgeByCriterion } from "./behaviours/judge-by-criterion.js";
export { type JudgeVerdict, judgeChoice } from "./behaviours/judge-choice.js";
export { type JudgeDistribution, judgeDistribution } from "./behaviours/judge-distribution.js";
export { judgeFixedScore } from "./behaviours/judge-fixed-score.js";
export { pricedUsage } from "./behaviours/priced-usage.js";
export { rateLimitedFraction } from "./behaviours/rate-limited-fraction.js";
export { requestsPerMinuteLimit } from "./behaviours/requests-per-minute-limit.js";
export { scoreLogprobs } from "./behaviours/score-logprobs.js";
export { seededLatency } from "./behaviours/seeded-latency.js";
