/** Expected values of vectors.json that no test asserts, and why: Assay has no such estimator, on purpose. */
export const UNASSERTED_VECTORS: Readonly<Record<string, string>> = {
  "proportion_ci[].expected.se_wald":
    "Wald's standard error is 0 at 0 of n, a false certainty; Wilson is used",
  "paired_proportions[].expected.wald_ci95[]":
    "Wald's interval is too short for small counts; Bonett–Price is used",
  "multiplicity[].expected.by[]": "Benjamini–Yekutieli: exploratory slices use Benjamini–Hochberg",
  "multiplicity[].expected.hochberg[]": "Hochberg needs independent tests, which metrics of one run are not",
  "paired[].expected.hedges_gz_approxJ": "the exact gamma form of Hedges' correction is used",
};
