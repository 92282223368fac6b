import { fingerprint } from "../../domain/ids.js";
import { canonicalJson } from "../../domain/json/canonical-json.js";
import type { JsonObject } from "../../domain/json/json.js";
import type { Models } from "../../domain/model/models.js";
import { awaitAll } from "../judging/await-all.js";
import type { JudgeSettings } from "../judging/judge-settings.js";
import { askPair } from "./ask-pair.js";
import { PAIR_PROMPT_VERSION, type PairQuestion } from "./pair-prompt.js";

/** What a pairwise judge found. */
export interface PairJudgement {
  /** How far `first` is preferred to `second`: 1 always, 0 never, 0.5 a tie; null = the judge failed. */
  readonly preference: number | null;
  /** Whether both orders of presentation led to the same verdict; null without both. */
  readonly isConsistent: boolean | null;
  /** Mean probability (0–1) that the answer shown first is preferred; 0.5 is a judge without position bias. */
  readonly firstPositionPreference: number | null;
  readonly problem: string | null;
  readonly reason: string | null;
  readonly metadata: JsonObject;
  /** Hash of all that shaped the preference; null without one. */
  readonly fingerprint: string | null;
}

/** What a judge is asked, and how. */
export interface PairTask extends PairQuestion {
  readonly models: Models;
  readonly settings: JudgeSettings;
  /** Names the calls within the step, such as `pairwise/overall`. */
  readonly key: string;
}

/**
 * Lets a judge compare two answers to one input, in both orders of presentation.
 *
 * The preference probabilities of the two orders are averaged before anything is decided. Where the orders lead
 * to different verdicts the judge follows the position and not the answers: a tie, 0.5. Neither order says
 * which answer is whose.
 */
export async function judgePair(task: PairTask): Promise<PairJudgement> {
  const { models, settings, criterion, input, first, second, key } = task;
  const question = { criterion, input };
  const [forward, backward] = await awaitAll([
    askPair(models, { question: { ...question, first, second }, settings, key: `${key}/forward` }),
    askPair(models, {
      question: { ...question, first: second, second: first },
      settings,
      key: `${key}/backward`,
    }),
  ]);
  const shownFirst = forward?.shownFirst ?? null;
  const shownSecond = backward?.shownFirst ?? null;
  const judge = models.describe(settings.model).id;
  const answers = [...(forward?.answers ?? []), ...(backward?.answers ?? [])];
  const judgeSnapshots = [...new Set(answers.map(({ modelSnapshot }) => modelSnapshot))].sort();
  const metadata = {
    judge,
    judgeSnapshots,
    orders: [
      { ...forward?.details, firstPreferred: shownFirst },
      { ...backward?.details, firstPreferred: shownSecond === null ? null : 1 - shownSecond },
    ],
  };
  if (shownFirst === null || shownSecond === null) {
    const problem = forward?.problem ?? backward?.problem ?? null;
    const none = { preference: null, isConsistent: null, firstPositionPreference: null, fingerprint: null };
    return { ...none, problem, reason: null, metadata };
  }
  return {
    ...uniteOrders({ shownFirst, shownSecond }),
    problem: null,
    reason: forward?.reason ?? backward?.reason ?? null,
    metadata,
    fingerprint: fingerprint(
      canonicalJson({
        kind: "pairwise",
        promptVersion: PAIR_PROMPT_VERSION,
        criterion: { ...criterion },
        settings: { ...settings, model: judge },
        judgeSnapshots,
      }),
    ),
  };
}

/** From the probabilities that the answer is preferred that each order shows first. */
function uniteOrders({
  shownFirst,
  shownSecond,
}: {
  readonly shownFirst: number;
  readonly shownSecond: number;
}): Pick<PairJudgement, "preference" | "isConsistent" | "firstPositionPreference"> {
  const isConsistent = Math.sign(shownFirst - 0.5) === Math.sign(0.5 - shownSecond);
  return {
    preference: isConsistent ? (shownFirst + (1 - shownSecond)) / 2 : 0.5,
    isConsistent,
    firstPositionPreference: (shownFirst + shownSecond) / 2,
  };
}
