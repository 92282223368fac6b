import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import type { LateChoice, NamedBefore } from "../../domain/comparison/named-before.js";

type Deciding = Pick<
  ComparisonPolicy,
  "primaryMetric" | "alpha" | "minimumPairs" | "clusterBy" | "margins" | "missing"
>;

/**
 * What was chosen before the results were known.
 *
 * `declared` is the policy that the baseline was started with, null where it was started without one; `firstScore` is the
 * primary metric where the definition names none.
 */
export function namedBefore({
  policy,
  declared,
  firstScore,
  differences,
}: {
  /** As it decides, its primary metric resolved. */
  readonly policy: Deciding;
  readonly declared: Deciding | null;
  readonly firstScore: string | null;
  readonly differences: readonly Pick<MetricDifference, "metric" | "directionFrom">[];
}): NamedBefore {
  const before = declared?.primaryMetric ?? firstScore;
  const { primaryMetric } = policy;
  return {
    primaryMetric:
      primaryMetric === null
        ? null
        : primaryMetric !== before
          ? "afterwards"
          : (declared?.primaryMetric ?? null) === null
            ? "first_score"
            : "definition",
    chosenAfterwards: [
      ...(primaryMetric === null || before === null || primaryMetric === before
        ? []
        : [{ setting: "primaryMetric" as const, declared: before, chosen: primaryMetric }]),
      ...(declared === null ? [] : otherChoices(policy, declared)),
    ],
    guessedDirections: [
      ...new Set(
        differences.filter(({ directionFrom }) => directionFrom === "guess").map(({ metric }) => metric),
      ),
    ],
    looks: null,
  };
}

function otherChoices(policy: Deciding, declared: Deciding): LateChoice[] {
  const settings = ["alpha", "minimumPairs", "clusterBy", "margins", "missing"] as const;
  return settings.flatMap((setting) => {
    const [before, now] = [words(declared[setting]), words(policy[setting])];
    return before === now ? [] : [{ setting, declared: before, chosen: now }];
  });
}

function words(value: Deciding[keyof Deciding]): string {
  if (value === null) return "none";
  if (typeof value !== "object") return String(value);
  const entries = Object.entries(value).map(([name, one]) =>
    name === "policy"
      ? String(one)
      : `${name} ${typeof one === "object" ? JSON.stringify(one) : String(one)}`,
  );
  return entries.length === 0 ? "none" : entries.sort().join(", ");
}
