import type { JsonObject } from "assay";
import { z } from "zod";

/** A structured analysis, as a model that is held to a schema writes it. */
export const Analysis = z.strictObject({
  summary: z.string().min(1).describe("One or two sentences: what the article says"),
  keyPoints: z
    .array(z.string().min(1))
    .min(3)
    .max(5)
    .describe("Three to five facts, with their exact numbers"),
  caveat: z.string().min(1).describe("The one reservation that matters most"),
});
export type Analysis = z.infer<typeof Analysis>;

/** The same as JSON Schema, for a variant's config. */
export const ANALYSIS_SCHEMA = z.toJSONSchema(Analysis) as unknown as JsonObject;

/** A structured analysis as the text that readers get: the form of the golden set. */
export function renderAnalysis({ summary, keyPoints, caveat }: Analysis): string {
  const points = keyPoints.map((point) => point.trim().replace(/[.;]+$/, "")).join("; ");
  return `Summary: ${summary.trim()} Key points: ${points}. Caveat: ${caveat.trim()}`;
}
