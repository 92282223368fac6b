import { z } from "zod";

/**
 * An experiment that somebody declared good; later experiments of its definition are compared with it. It never changes
 * automatically. A baseline that is set later replaces it, and all earlier ones are kept, with who, when and why.
 */
export const Baseline = z.object({
  id: z.uuid(),
  /** Name of the definition in the configuration. */
  definition: z.string(),
  variant: z.string(),
  experimentId: z.string(),
  /** The experiment's name, which identifies it when it no longer exists. */
  experiment: z.string(),
  reason: z.string().min(1),
  setBy: z.string().min(1),
  setAt: z.string(),
  /** When it was removed without a replacement; null otherwise. */
  clearedAt: z.string().nullable(),
  clearedBy: z.string().nullable(),
  clearedReason: z.string().nullable(),
});
export type Baseline = z.infer<typeof Baseline>;
