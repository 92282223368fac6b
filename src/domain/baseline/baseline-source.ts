import type { Experiment } from "../experiment/experiment.js";
import type { Baseline } from "./baseline.js";
import type { BaselineFile } from "./baseline-file.js";

/**
 * Where a baseline's values come from: the experiment that is set as the baseline, a file, an experiment in which the
 * baseline's config ran again on the candidate's dataset version, or an experiment that was named for this once.
 */
export type BaselineSource =
  | { readonly kind: "stored"; readonly baseline: Baseline }
  | { readonly kind: "file"; readonly file: BaselineFile }
  | { readonly kind: "rerun"; readonly experiment: Experiment; readonly baselineId: string | null }
  | { readonly kind: "named"; readonly experiment: Experiment };
