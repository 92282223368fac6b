import { z } from "zod";

/** Where one variant stands among all others, over the items that it shares with each of them. */
export const Standing = z.object({
  experimentId: z.string(),
  /** Items shared with another variant, summed over all others. */
  comparisons: z.int(),
  /** Of `comparisons`: items on which this variant's value is the better one, by the metric's direction. */
  wins: z.int(),
  ties: z.int(),
  losses: z.int(),
  /** (wins + ties / 2) / comparisons, in [0, 1]; null without shared items. */
  winShare: z.number().nullable(),
  /** Bradley–Terry strength on the Elo scale, with mean 0: 400 points are odds of 10 to 1. */
  strength: z.number().nullable(),
  /** Why `strength`, and without shared items `winShare`, is null. */
  undefinedReason: z.string().nullable(),
});
export type Standing = z.infer<typeof Standing>;

/** All variants in order, the strongest first. It describes the shared items and decides nothing. */
export const Standings = z.object({ metric: z.string(), variants: z.array(Standing) });
export type Standings = z.infer<typeof Standings>;
