import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { type CorpusMail, labelOf } from "./corpus.js";
import { PassageIndex } from "./passages.js";
import { type MailText, readMail } from "./read-mail.js";

/** An e-mail as the experiment uses it: readable, with its label. */
export interface LabelledMail extends MailText {
  readonly id: string;
  readonly group: string;
  readonly label: "spam" | "ham";
}

/** How many mails each part gets, and the seed that decides which. */
export interface SplitSizes {
  readonly testCount: number;
  readonly trainingCount: number;
  readonly seed: string;
}

/** What the dataset and the training both use; the test mails depend on `testCount` and `seed` only. */
export const SPLIT: SplitSizes = { testCount: 400, trainingCount: 2_000, seed: "assay-spam-filter-1" };

/**
 * Divides the corpus into mails to be tested on and mails to learn from.
 *
 * Each part has every group's share of the whole, and so have its first n mails, whatever n is. Ids and seed
 * alone decide which mails are taken. No test mail resembles another one, and no training mail resembles a
 * test mail: a classifier that has seen the answer would be measured for its memory.
 */
export async function splitCorpus(
  corpus: readonly CorpusMail[],
  { testCount, trainingCount, seed }: SplitSizes,
): Promise<{ test: LabelledMail[]; training: LabelledMail[] }> {
  const shuffled = shuffle(corpus, seed);
  const tested = new PassageIndex();
  const test = await take(shuffled, groupShares(corpus, testCount), ({ text }) => {
    if (tested.resembles(text)) return false;
    tested.add(text);
    return true;
  });
  const tests = new Set(test.map(({ id }) => id));
  const rest = shuffled.filter(({ id }) => !tests.has(id));
  const training = await take(
    rest,
    groupShares(corpus, trainingCount),
    ({ text }) => !tested.resembles(text),
  );
  return { test, training };
}

/** Takes mails in order until each group has its share, leaving out those that `accept` refuses. */
async function take(
  mails: readonly CorpusMail[],
  shares: Map<string, number>,
  accept: (mail: MailText) => boolean,
): Promise<LabelledMail[]> {
  const taken: LabelledMail[] = [];
  for (const mail of mails) {
    const open = shares.get(mail.group) ?? 0;
    if (open === 0) continue;
    const read = await readMail(mail.raw);
    // Gives way after each mail: a worker has heartbeats to send meanwhile.
    await setImmediate();
    if (!accept(read)) continue;
    shares.set(mail.group, open - 1);
    taken.push({ id: mail.id, group: mail.group, label: labelOf(mail), ...read });
  }
  return interleaveGroups(taken);
}

/** Spreads each group evenly: the k-th of its n mails comes about k/n of the way. */
function interleaveGroups(mails: readonly LabelledMail[]): LabelledMail[] {
  const groups = new Map<string, LabelledMail[]>();
  for (const mail of mails) groups.set(mail.group, [...(groups.get(mail.group) ?? []), mail]);
  const placed = [...groups.values()].flatMap((members) =>
    members.map((mail, rank) => ({ mail, place: (rank + 0.5) / members.length })),
  );
  placed.sort((a, b) => a.place - b.place || (a.mail.id < b.mail.id ? -1 : 1));
  return placed.map(({ mail }) => mail);
}

/** Divides `count` among the groups by size, rounded by largest remainders so that the sum is exact. */
function groupShares(corpus: readonly CorpusMail[], count: number): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { group } of corpus) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const exact = [...sizes].map(([group, size]) => ({ group, share: (size / corpus.length) * count }));
  const shares = new Map(exact.map(({ group, share }) => [group, Math.floor(share)]));
  const missing = count - exact.reduce((sum, { share }) => sum + Math.floor(share), 0);
  exact.sort((a, b) => (b.share % 1) - (a.share % 1) || (a.group < b.group ? -1 : 1));
  for (const { group } of exact.slice(0, missing)) shares.set(group, (shares.get(group) ?? 0) + 1);
  return shares;
}

/** Orders mails by a hash of seed and id: random, yet the same on each run and machine. */
function shuffle(corpus: readonly CorpusMail[], seed: string): CorpusMail[] {
  const keyed = corpus.map((mail) => ({
    mail,
    key: createHash("sha256").update(`${seed}:${mail.id}`).digest("hex"),
  }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ mail }) => mail);
}
