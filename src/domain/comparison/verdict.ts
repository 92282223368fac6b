import { z } from "zod";

/** What can be said about a candidate against the baseline, on one metric. */
export const Verdict = z.enum([
  "better",
  "worse",
  "equivalent",
  "inconclusive",
  "insufficient_data",
  "incomparable",
]);
export type Verdict = z.infer<typeof Verdict>;
