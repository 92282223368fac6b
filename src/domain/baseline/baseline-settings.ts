import { z } from "zod";

/** What a definition says of its baseline: where it stands, and what may be paid for when it no longer fits. */
export const BaselineSettings = z.strictObject({
  /** A committed baseline file, relative to the configuration; without it the store's current baseline counts. */
  file: z.string().min(1).optional(),
  /** `rerun`: where too few items are still the same, the baseline's own config runs again on the new version. */
  refresh: z.enum(["rerun", "never"]).optional(),
  /** True: where a judge has changed, the stored outputs of the baseline are judged again. */
  rescore: z.boolean().optional(),
});
export type BaselineSettings = z.infer<typeof BaselineSettings>;
