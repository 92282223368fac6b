import { defineDataset } from "assay";
import { loadGoldenSet } from "./golden-set.js";

/** The golden set as a dataset; both examples register it under its name, `skillforge-golden-v1`. */
export const goldenDataset = defineDataset({
  description: "34 articles written for this repository, each with a golden analysis",
  items: loadGoldenSet,
});
