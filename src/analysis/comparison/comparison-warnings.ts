import type { VersionPairing } from "../../domain/comparison/version-pairing.js";
import { isSameCode } from "../../domain/experiment/is-same-code.js";
import { listOutputCode } from "../../domain/experiment/list-output-code.js";
import { describeFinishReasons } from "../../formatting/finish-reasons.js";
import type { LabelCorrections } from "../judge/label-corrections.js";
import type { ComparisonSide } from "./comparison-side.js";

/** What the reader must know of the sides before believing any figure. */
export function comparisonWarnings(
  sides: readonly ComparisonSide[],
  baseline: ComparisonSide,
  {
    clusterBy,
    areFailuresScored,
    unknownFields,
    versions,
    oneSidedLabels,
  }: {
    readonly clusterBy: string | null;
    /** Whether a failed run counts as the worst score, instead of as missing. */
    readonly areFailuresScored: boolean;
    /** Per difference: slice fields that no item has. */
    readonly unknownFields: readonly (readonly string[])[];
    readonly versions: readonly VersionPairing[];
    readonly oneSidedLabels: LabelCorrections["oneSided"];
  },
): string[] {
  return [
    ...sides.flatMap((side) => warningsOf(side, { baseline, areFailuresScored })),
    ...unlikeAnswers(sides),
    ...lookedAt(sides),
    ...clustered(clusterBy),
    ...unsharedMetrics(sides),
    ...unknownSlices(unknownFields),
    ...otherVersions(sides, versions),
    ...oneSidedLabels.map(
      ({ metric, experimentId }) =>
        `people labelled ${metric} in ${nameOf(sides, experimentId)} alone: only labels on both sides correct a difference`,
    ),
  ];
}

function warningsOf(
  { experiment, compared, summary }: ComparisonSide,
  { baseline, areFailuresScored }: { readonly baseline: ComparisonSide; readonly areFailuresScored: boolean },
): string[] {
  const warnings: string[] = [];
  if (experiment.status === "stopped_early")
    warnings.push(
      `${compared.name} stopped early: its primary metric was decided before all items were done`,
    );
  else if (experiment.status !== "completed")
    warnings.push(`${compared.name} is ${experiment.status}: its figures cover only what is done`);
  const { failed } = summary.runs;
  if (failed > 0)
    warnings.push(
      `${compared.name}: ${failed} of ${experiment.runCount ?? summary.runs.planned} runs failed and ${areFailuresScored ? "count as the worst value of each score" : "fell out of the pairs"}`,
    );
  const under = listOutputCode(experiment);
  if (under.length > 1)
    warnings.push(
      `${compared.name} went on under other code than it began with: its outputs are of ${under.length} versions of the code`,
    );
  const base = listOutputCode(baseline.experiment);
  if (under.some((code) => !base.some((other) => isSameCode(code, other))))
    warnings.push(`${compared.name} ran under other code than the baseline`);
  return warnings;
}

/** Answers that were cut, refused or filtered: where the sides differ in them, so may their scores, for that reason alone. */
function unlikeAnswers(sides: readonly ComparisonSide[]): string[] {
  const told = sides.map(({ compared, summary }) => ({
    name: compared.name,
    deviations: describeFinishReasons(summary.finishReasons ?? {}),
  }));
  if (told.every(({ deviations }) => deviations === told[0]?.deviations)) return [];
  const parts = told.map(({ name, deviations }) => `${name}: ${deviations ?? "none"}`);
  return [`the sides differ in answers that did not end as asked (${parts.join("; ")})`];
}

/** Only differences have sequences; what else has an interval does not know that the end was chosen. */
function lookedAt(sides: readonly ComparisonSide[]): string[] {
  return sides.some(({ experiment }) => experiment.orderSeed !== null)
    ? [
        "the comparison was looked at while it ran: intervals of single means, of slices and of figures corrected by labels are those of a fixed number of items, and a little too narrow",
      ]
    : [];
}

/** Differences alone know which items belong together. */
function clustered(clusterBy: string | null): string[] {
  return clusterBy === null
    ? []
    : [
        `differences cluster the items by ${clusterBy}: intervals of single means and of figures corrected by labels do not, and are too narrow where items of a cluster are alike`,
      ];
}

/** Metrics that only some sides have are in no difference; they must not vanish unmentioned. */
function unsharedMetrics(sides: readonly ComparisonSide[]): string[] {
  const names = new Set(sides.flatMap(({ compared }) => compared.metrics.map(({ name }) => name)));
  return [...names].flatMap((name) => {
    const without = sides.filter(({ compared }) => !compared.metrics.some((metric) => metric.name === name));
    return without.length === 0
      ? []
      : [
          `${name} is not compared with ${without.map(({ compared }) => compared.variant).join(", ")}, which has no such metric`,
        ];
  });
}

/** A field that no item has in any difference is a mistyped one. */
function unknownSlices(perDifference: readonly (readonly string[])[]): string[] {
  const [first = [], ...others] = perDifference;
  return first
    .filter((field) => others.every((fields) => fields.includes(field)))
    .map((field) => `no item has the metadata field "${field}" to slice by`);
}

function otherVersions(sides: readonly ComparisonSide[], versions: readonly VersionPairing[]): string[] {
  return versions.map(({ candidateId, baselineId, unchanged, changed, baselineOnly, candidateOnly }) => {
    const [candidate, baseline] = [nameOf(sides, candidateId), nameOf(sides, baselineId)];
    return (
      `${candidate} and ${baseline} ran over different versions of the dataset: the ${unchanged} items that are the same in both ` +
      `are compared; left out are ${changed} that changed, ${baselineOnly} of ${baseline} alone and ${candidateOnly} of ${candidate} alone`
    );
  });
}

function nameOf(sides: readonly ComparisonSide[], id: string): string {
  return sides.find(({ experiment }) => experiment.id === id)?.compared.name ?? id;
}
