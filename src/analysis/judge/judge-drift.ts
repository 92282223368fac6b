import type { Experiment } from "../../domain/experiment/experiment.js";
import { type JudgeDrift, MINIMUM_ANCHORS } from "../../domain/judge/judge-drift.js";
import type { Store } from "../../domain/store.js";
import { formatNumber } from "../../formatting/format-number.js";
import { describe } from "../../statistics/describe.js";
import { cusum } from "../../statistics/drift/cusum.js";

/** A change beyond this many standard errors is drift; by chance one judging in twenty gets there. */
const DRIFT_STANDARD_ERRORS = 2;
/** Undisturbed judgings a chart's centre and spread are taken from. */
const BASELINE_JUDGINGS = 8;

/** One judging of the anchors. */
export interface AnchorJudging {
  readonly experimentId: string;
  /** What shaped the scores; only judgings by the same judge are compared with each other. */
  readonly fingerprint: string | null;
  /** Anchor item id -> score; an anchor that the judge failed on is absent. */
  readonly scores: ReadonlyMap<string, number>;
}

/** Reads a judging of anchors from the experiment that made it. */
export async function readAnchorJudging(
  store: Store,
  { experiment, metric }: { readonly experiment: Experiment; readonly metric: string },
): Promise<AnchorJudging> {
  const scores = new Map<string, number>();
  for await (const { itemId, mean } of store.streamItemMeans({ experimentId: experiment.id, score: metric }))
    scores.set(itemId, mean);
  const names = await store.listScoreNames(experiment.id);
  const fingerprints = names.find(({ name }) => name === metric)?.fingerprints ?? [];
  return { experimentId: experiment.id, fingerprint: fingerprints.join("+") || null, scores };
}

/**
 * Compares the present judging of frozen outputs with all earlier ones by the same judge.
 *
 * Shapes  earlier: oldest first.
 * Method  paired by anchor: mean and standard error of (now − mean of earlier); drift beyond ±2 standard errors.
 *         From nine judgings on, a CUSUM chart of the means finds slow drift too.
 */
export function judgeDrift({
  metric,
  current,
  earlier,
}: {
  readonly metric: string;
  readonly current: AnchorJudging;
  readonly earlier: readonly AnchorJudging[];
}): JudgeDrift {
  const same = earlier.filter(({ fingerprint }) => fingerprint === current.fingerprint);
  const anchors = [...current.scores.keys()].filter((id) => same.every(({ scores }) => scores.has(id)));
  const now = meanOver(current, anchors);
  const history = same.flatMap((judging) => {
    const mean = meanOver(judging, anchors);
    return mean === null ? [] : [{ experimentId: judging.experimentId, mean }];
  });
  const known = { metric, anchors: anchors.length, mean: now, history };
  const reason =
    same.length === 0
      ? ("no_earlier_judging" as const)
      : anchors.length < MINIMUM_ANCHORS
        ? ("too_few_anchors" as const)
        : null;
  if (reason !== null) {
    return {
      ...known,
      referenceMean: null,
      change: null,
      standardError: null,
      drifted: null,
      chartAlarm: null,
      reason,
      sentence: sentenceWithout(reason, { metric, anchors: anchors.length, judgings: earlier.length }),
    };
  }
  const changes = anchors.map((id) => {
    const before = describe(same.map(({ scores }) => scores.get(id) as number)).mean as number;
    return round((current.scores.get(id) as number) - before);
  });
  const { mean: change, standardError } = describe(changes);
  const drifted = Math.abs(change as number) > DRIFT_STANDARD_ERRORS * (standardError as number);
  return {
    ...known,
    referenceMean: (now as number) - (change as number),
    change,
    standardError,
    drifted,
    chartAlarm: findAlarm([...history, { experimentId: current.experimentId, mean: now as number }], {
      standardError: standardError as number,
    }),
    reason: null,
    sentence: describeChange({ metric, anchors: anchors.length, change, standardError, drifted }),
  };
}

/** Float noise must not look like a change of a judge that never varies. */
function round(value: number): number {
  return Math.round(value * 1e12) / 1e12;
}

function meanOver({ scores }: AnchorJudging, anchors: readonly string[]): number | null {
  return describe(anchors.map((id) => scores.get(id) as number)).mean;
}

function findAlarm(
  judgings: JudgeDrift["history"],
  { standardError }: { readonly standardError: number },
): string | null {
  const { mean, standardDeviation } = describe(
    judgings.slice(0, BASELINE_JUDGINGS).map((judging) => judging.mean),
  );
  const charted = judgings.slice(BASELINE_JUDGINGS);
  const spread = Math.max(standardDeviation ?? 0, standardError);
  if (charted.length === 0 || spread === 0) return null;
  const { firstAlarm } = cusum(
    charted.map((judging) => judging.mean),
    { baseline: { mean: mean as number, standardDeviation: spread } },
  );
  return firstAlarm === null ? null : (charted[firstAlarm]?.experimentId ?? null);
}

function sentenceWithout(
  reason: NonNullable<JudgeDrift["reason"]>,
  {
    metric,
    anchors,
    judgings,
  }: { readonly metric: string; readonly anchors: number; readonly judgings: number },
): string {
  if (reason === "too_few_anchors")
    return `Only ${anchors} anchors have a ${metric} in every judging; ${MINIMUM_ANCHORS} are needed to speak of drift.`;
  return judgings === 0
    ? `This is the first judging of the anchors by ${metric}; later ones are held against it.`
    : `The judge behind ${metric} is another one than before (fingerprints differ); its history begins here.`;
}

function describeChange({
  metric,
  anchors,
  change,
  standardError,
  drifted,
}: Pick<JudgeDrift, "metric" | "anchors" | "change" | "standardError" | "drifted">): string {
  const size = formatNumber(Math.abs(change as number));
  const error = formatNumber(standardError);
  if (drifted !== true)
    return `${metric} scores the ${anchors} anchors as before: change ${size}, within two standard errors of ${error}.`;
  return (
    `${metric} has become more ${(change as number) > 0 ? "lenient" : "severe"}: the same ${anchors} outputs score ` +
    `${size} ${(change as number) > 0 ? "higher" : "lower"} than before, beyond two standard errors of ${error}. ` +
    "Scores from before and after are not comparable."
  );
}
