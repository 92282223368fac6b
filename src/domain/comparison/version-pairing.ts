import { z } from "zod";

/** Two experiments over different versions of one dataset: only the items that are the same in both are compared. */
export const VersionPairing = z.object({
  candidateId: z.string(),
  baselineId: z.string(),
  baselineVersion: z.string(),
  candidateVersion: z.string(),
  /** Items that are the same in both versions and were planned on either side. */
  unchanged: z.int(),
  /** Items whose input, expected output or metadata differ. */
  changed: z.int(),
  baselineOnly: z.int(),
  candidateOnly: z.int(),
});
export type VersionPairing = z.infer<typeof VersionPairing>;
