import { defineConfig } from "assay";
import modelComparison from "./examples/model-comparison/assay.config.js";
import skillforge from "./examples/skillforge/assay.config.js";
import spamFilter from "./examples/spam-filter/assay.config.js";

/** The configuration of this repository: all its examples. Yours stands in your own project. */
export default defineConfig({
  include: [spamFilter, skillforge, modelComparison],
  demo: ["spam-filter", { experiment: "skillforge-prompts", limit: 10, needs: "models" }],
});
