import type { Pipeline } from "assay";
import { Analysis, renderAnalysis } from "./analysis.js";

/**
 * A pipeline whose output is always the text that readers get. What the model writes into a schema is put into the
 * form of the golden set, so that variants with and without a schema are compared like with like: no judge sees
 * which of them wrote JSON.
 */
export function textAnalysis(pipeline: Pipeline): Pipeline {
  return {
    ...pipeline,
    run: async (call) => {
      const output = await pipeline.run(call);
      return typeof output === "string" ? output : renderAnalysis(Analysis.parse(output));
    },
  };
}
