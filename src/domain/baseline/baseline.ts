import { z } from "zod";

/**
 * An experiment that somebody declared good: what later ones of its definition are held against. It is never moved by
 * itself. One that is set later takes its place; all that were ever set are kept, with who, when and why.
 */
export const Baseline = z.object({
  id: z.uuid(),
  /** Name of the definition in the configuration. */
  definition: z.string(),
  variant: z.string(),
  experimentId: z.string(),
  /** The experiment's name, to tell which one it was when it is there no more. */
  experiment: z.string(),
  reason: z.string().min(1),
  setBy: z.string().min(1),
  setAt: z.string(),
  /** When it was withdrawn without another in its place; null while it was not. */
  clearedAt: z.string().nullable(),
  clearedBy: z.string().nullable(),
  clearedReason: z.string().nullable(),
});
export type Baseline = z.infer<typeof Baseline>;
