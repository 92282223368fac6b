import type { Experiment } from "../../domain/experiment/experiment.js";
import type { JudgeCheck } from "../../domain/judge/judge-check.js";
import type { LabelScale } from "../../domain/label/given-label.js";
import { LabelScaleMismatchError, LabelsMissingError } from "../../domain/label/label-errors.js";
import type { LabelStore } from "../../domain/label/label-store.js";
import type { Store } from "../../domain/store.js";
import { krippendorffAlpha } from "../../statistics/agreement/krippendorff-alpha.js";
import { bellMcCaffreyTTest } from "../../statistics/clustered/bell-mccaffrey-t-test.js";
import { pearsonCorrelation } from "../../statistics/correlation/pearson-correlation.js";
import { spearmanCorrelation } from "../../statistics/correlation/spearman-correlation.js";
import { describe } from "../../statistics/describe.js";
import { judgeBias } from "../../statistics/judge-quality/judge-bias.js";
import { tInterval } from "../../statistics/t-interval.js";
import { declaredScale } from "../comparison/metric-range.js";
import { pairVersions } from "../items/pair-versions.js";
import { agreeOnCategories } from "./agree-on-categories.js";
import { type LabelsByRun, withLabels } from "./collect-labels.js";
import { correctItems } from "./correct-with-labels.js";
import { judgeSampleVariance } from "./judge-sample-variance.js";
import { type LabelledItem, pairLabelledItems, readLabelledItems } from "./labelled-items.js";
import { type JudgeFigures, summarizeJudgeCheck } from "./summarize-judge-check.js";

/** What to check: the first experiment is the baseline of the differences. */
export interface LabelledExperiments {
  readonly metric: string;
  readonly labelName: string;
  readonly experiments: readonly Experiment[];
  readonly labels: LabelsByRun;
  readonly level: number;
}

/**
 * Compares a judge with people: agreement, bias, and how far means and differences move once corrected.
 *
 * Units   the runs that both scored; intervals count items, since runs of one item are not independent. Differences are of
 *         the items that are the same in both experiments' versions of the dataset.
 * @throws LabelsMissingError, LabelScaleMismatchError
 */
export async function checkJudge(store: Store, request: LabelledExperiments): Promise<JudgeCheck> {
  const { metric, labelName, experiments, labels, level } = request;
  if (labels.size === 0) throw new LabelsMissingError(`no run has a label "${labelName}"`);
  const rated = await rateRuns(store, request);
  requireOneScale(rated, declaredScale(experiments[0] as Experiment, metric)?.range ?? null);
  const human = rated.map((run) => run.human);
  const judge = rated.map((run) => run.judge);
  const categories = agreeOnCategories(human, judge, level);
  const clusters = rated.map(({ itemId }) => itemId);
  const errors = rated.map((run) => run.judge - run.human);
  const alpha = krippendorffAlpha(
    [human, judge],
    categories.scale === "binary" ? "nominal" : "interval",
  ).alpha;
  const view = withLabels(store, labels);
  const items: ReadonlyMap<string, LabelledItem>[] = [];
  for (const { id: experimentId } of experiments)
    items.push(await readLabelledItems(view, { experimentId, metric, labelName }));
  const check: JudgeFigures = {
    schemaVersion: 1,
    metric,
    labelName,
    experiments: experiments.map(({ id, name, variant }) => ({ id, name, variant })),
    runs: rated.length,
    items: new Set(clusters).size,
    unscoredRuns: labels.size - rated.length,
    ...categories,
    alpha,
    humanAlpha: agreementOfAnnotators(labels),
    spearman: spearmanCorrelation({ x: human, y: judge }).correlation,
    pearson: pearsonCorrelation({ x: human, y: judge }, { level }).correlation,
    bias: describe(errors).mean,
    biasInterval: bellMcCaffreyTTest(errors, { clusters, level }).interval,
    judgeNoise: await judgeNoise(store, request),
    meanAbsoluteError: judgeBias({ human, judge }, { level }).meanAbsoluteError,
    means: experiments.map(({ id: experimentId }, index) => ({
      experimentId,
      correction: correctItems([...(items[index]?.values() ?? [])], { labelName, level }),
    })),
    differences: await differencesOf(store, request, items),
  };
  return { ...check, ...summarizeJudgeCheck(check) };
}

/** Standard deviation between the judge's samples of one output; null where its scores keep no samples. */
async function judgeNoise(
  store: LabelStore,
  { experiments, metric }: LabelledExperiments,
): Promise<number | null> {
  const variances: number[] = [];
  for (const experiment of experiments) {
    const variance = await judgeSampleVariance(store, experiment, metric);
    if (variance !== null) variances.push(variance);
  }
  const { mean } = describe(variances);
  return mean === null ? null : Math.sqrt(mean);
}

interface RatedRun {
  readonly itemId: string;
  readonly human: number;
  readonly judge: number;
}

async function rateRuns(
  store: LabelStore,
  { experiments, metric, labels }: LabelledExperiments,
): Promise<readonly RatedRun[]> {
  const rated: RatedRun[] = [];
  for (const { id: experimentId } of experiments) {
    for await (const run of store.streamRunValues({ experimentId, name: metric, of: "evaluations" })) {
      const label = labels.get(run.runId);
      if (label === undefined) continue;
      const human = describe(label.values).mean as number;
      rated.push({ itemId: run.itemId, human, judge: run.value });
    }
  }
  if (rated.length === 0)
    throw new LabelsMissingError(
      `${labels.size} runs are labelled, but none of them has a score "${metric}"`,
    );
  return rated;
}

/** Labels of 1 to 5 against a judge in [0, 1] would look like a huge bias. */
function requireOneScale(rated: readonly RatedRun[], declared: LabelScale | null): void {
  const judged = describe(rated.map(({ judge }) => judge));
  const [minimum, maximum] = [judged.minimum ?? 0, judged.maximum ?? 0];
  const isUnit = minimum >= 0 && maximum <= 1;
  const range = declared ?? (isUnit ? { minimum: 0, maximum: 1 } : null);
  if (range === null) return;
  const beyond = rated.find(({ human }) => human < range.minimum || human > range.maximum);
  if (beyond !== undefined) throw new LabelScaleMismatchError(beyond.human, declared ?? { minimum, maximum });
}

/** The ceiling of any judge; annotators are told apart by their place only, which alpha does not care for. */
function agreementOfAnnotators(labels: LabelsByRun): number | null {
  const units = [...labels.values()].map(({ values }) => values).filter(({ length }) => length > 1);
  if (units.length === 0) return null;
  const raters = Math.max(...units.map(({ length }) => length));
  const ratings = Array.from({ length: raters }, (_, rater) => units.map((unit) => unit[rater] ?? null));
  const isBinary = units.flat().every((value) => value === 0 || value === 1);
  return krippendorffAlpha(ratings, isBinary ? "nominal" : "interval").alpha;
}

/** Of each further experiment against the first; `items` in the order of the experiments. */
async function differencesOf(
  store: Store,
  { experiments: [baseline, ...candidates], labelName, level }: LabelledExperiments,
  [first = new Map(), ...others]: readonly ReadonlyMap<string, LabelledItem>[],
): Promise<JudgeCheck["differences"]> {
  const differences: JudgeCheck["differences"] = [];
  for (const [index, candidate] of candidates.entries()) {
    const versions = await pairVersions(store, { baseline: baseline as Experiment, candidate });
    const pairs = pairLabelledItems(first, others[index] ?? new Map(), versions?.excluded);
    differences.push(differenceOf(candidate.id, pairs, { labelName, level }));
  }
  return differences;
}

function differenceOf(
  candidateId: string,
  pairs: readonly LabelledItem[],
  options: { readonly labelName: string; readonly level: number },
): JudgeCheck["differences"][number] {
  const judgeInterval = tInterval(describe(pairs.map(({ judge }) => judge)), options.level);
  const correction = correctItems(pairs, options);
  return {
    candidateId,
    judgeInterval,
    correction,
    judgeSays: directionOf(judgeInterval),
    correctedSays: directionOf(correction.interval),
  };
}

function directionOf(
  interval: { readonly lower: number; readonly upper: number } | null,
): "higher" | "lower" | "undecided" {
  if (interval === null || (interval.lower <= 0 && interval.upper >= 0)) return "undecided";
  return interval.lower > 0 ? "higher" : "lower";
}
