import { z } from "zod";
import { JsonObjectSchema } from "../json/json-schema.js";
import { ComparisonPolicy } from "./comparison-policy.js";
import { ComparisonReport } from "./comparison-report.js";

export { ComparisonPolicy } from "./comparison-policy.js";
export { ComparisonReport } from "./comparison-report.js";
export { Verdict } from "./verdict.js";

/** The words of an experiment's status. */
export const ComparisonStatus = z.enum([
  "pending",
  "running",
  "completed",
  "cancelled",
  "failed",
  "terminated",
]);
export type ComparisonStatus = z.infer<typeof ComparisonStatus>;

/** A report of an older schema lacks figures; it reads as absent, and `assay compare` makes it afresh from the rows. */
const StoredReport = z.preprocess(
  (report) =>
    typeof report === "object" && report !== null && "schemaVersion" in report && report.schemaVersion !== 3
      ? null
      : report,
  ComparisonReport.nullable(),
);

/** Two or more experiments over the same items, one of them the baseline. */
export const Comparison = z.object({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  name: z.string(),
  definition: z.string(),
  datasetName: z.string(),
  datasetVersion: z.string(),
  experimentIds: z.array(z.string()),
  baselineId: z.string(),
  /** The experiment that judges anchors beside the variants; null without. */
  anchorsExperimentId: z.string().nullable().default(null),
  policy: ComparisonPolicy,
  metadata: JsonObjectSchema,
  status: ComparisonStatus,
  workflowId: z.string(),
  report: StoredReport,
  error: z.string().nullable(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
});
export type Comparison = z.infer<typeof Comparison>;
