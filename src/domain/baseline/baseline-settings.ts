import { z } from "zod";

/** Where the baseline of a definition is, and what may be run again when it no longer fits. */
export const BaselineSettings = z.strictObject({
  /** A committed baseline file, relative to the configuration that is loaded; by default, the baseline in the store. */
  file: z.string().min(1).optional(),
  /** `rerun`: when too few items are unchanged, the config of the baseline runs again on the new dataset version. */
  refresh: z.enum(["rerun", "never"]).optional(),
  /** True: when a judge has changed, the stored outputs of the baseline are judged again. */
  rescore: z.boolean().optional(),
});
export type BaselineSettings = z.infer<typeof BaselineSettings>;
