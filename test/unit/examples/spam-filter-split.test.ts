import { beforeAll, describe, expect, test } from "@jest/globals";
import { type CorpusMail, loadCorpus } from "../../../examples/spam-filter/corpus.js";
import { keywordProbability } from "../../../examples/spam-filter/keyword-rule.js";
import { learnNaiveBayes } from "../../../examples/spam-filter/naive-bayes.js";
import { type LabelledMail, SPLIT, splitCorpus } from "../../../examples/spam-filter/split.js";

const ids = (mails: readonly { readonly id: string }[]): string[] => mails.map(({ id }) => id);
const groupCounts = (mails: readonly LabelledMail[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { group } of mails) counts[group] = (counts[group] ?? 0) + 1;
  return counts;
};

/** `count` mails of a group, no two of them alike. */
function mailsOf(group: string, count: number): CorpusMail[] {
  return Array.from({ length: count }, (_, number) => ({
    id: `${group}-${number}`,
    group,
    raw: `Subject: ${number}\n\n${Array.from({ length: 12 }, (_unused, word) => `${group}${number}w${word}`).join(" ")}`,
  }));
}

describe("splitCorpus on a made-up corpus", () => {
  const corpus = [...mailsOf("easy-ham-1", 60), ...mailsOf("hard-ham-1", 9), ...mailsOf("spam-1", 31)];

  test("gives each part every group's share, rounded so that the sum is exact", async () => {
    const { test: tested, training } = await splitCorpus(corpus, {
      testCount: 10,
      trainingCount: 35,
      seed: "s",
    });
    expect(groupCounts(tested)).toEqual({ "easy-ham-1": 6, "hard-ham-1": 1, "spam-1": 3 });
    expect(groupCounts(training)).toEqual({ "easy-ham-1": 21, "hard-ham-1": 3, "spam-1": 11 });
  });

  test("depends on ids and seed only, not on the order of the corpus", async () => {
    const sizes = { testCount: 10, trainingCount: 10, seed: "s" };
    const first = await splitCorpus(corpus, sizes);
    expect(await splitCorpus([...corpus].reverse(), sizes)).toEqual(first);
    expect(ids((await splitCorpus(corpus, { ...sizes, seed: "t" })).test)).not.toEqual(ids(first.test));
  });

  test("tests on the same mails whatever the size of the training part", async () => {
    const alone = await splitCorpus(corpus, { testCount: 10, trainingCount: 0, seed: "s" });
    const both = await splitCorpus(corpus, { testCount: 10, trainingCount: 35, seed: "s" });
    expect(alone.test).toEqual(both.test);
    expect(alone.training).toEqual([]);
  });

  test("keeps copies of a test mail out of both parts", async () => {
    const copies = corpus.map((mail) => ({ ...mail, id: `${mail.id}-copy`, raw: `${mail.raw} sent again` }));
    const { test: tested, training } = await splitCorpus([...corpus, ...copies], {
      testCount: 50,
      trainingCount: 100,
      seed: "s",
    });
    const originals = (mails: readonly LabelledMail[]): Set<string> =>
      new Set(ids(mails).map((id) => id.replace("-copy", "")));
    expect(originals(tested).size).toBe(tested.length);
    expect([...originals(training)].filter((id) => originals(tested).has(id))).toEqual([]);
  });

  test("gives fewer mails where a group has no more", async () => {
    const { test: tested, training } = await splitCorpus(corpus, {
      testCount: 60,
      trainingCount: 60,
      seed: "s",
    });
    expect(tested.length + training.length).toBe(100);
  });
});

describe("the split of the SpamAssassin corpus", () => {
  let tested: LabelledMail[];
  let training: LabelledMail[];
  beforeAll(async () => {
    ({ test: tested, training } = await splitCorpus(loadCorpus(), SPLIT));
  });

  test("has 400 test and 2,000 training mails with each group's share of the corpus", () => {
    expect(groupCounts(tested)).toEqual({
      "easy-ham-1": 165,
      "easy-ham-2": 93,
      "hard-ham-1": 17,
      "spam-1": 33,
      "spam-2": 92,
    });
    expect(groupCounts(training)).toEqual({
      "easy-ham-1": 827,
      "easy-ham-2": 463,
      "hard-ham-1": 83,
      "spam-1": 165,
      "spam-2": 462,
    });
  });

  test("is the same on every machine", () => {
    expect(ids(tested).slice(0, 3)).toEqual(["easy-ham-1-01095", "easy-ham-2-00370", "spam-2-00993"]);
    expect(ids(training).slice(0, 3)).toEqual(["easy-ham-1-01645", "easy-ham-2-00475", "spam-2-01212"]);
  });

  test("gives the first 50 mails each group's share too", () => {
    expect(groupCounts(tested.slice(0, 50))).toEqual({
      "easy-ham-1": 21,
      "easy-ham-2": 12,
      "hard-ham-1": 2,
      "spam-1": 4,
      "spam-2": 11,
    });
  });

  test("uses no mail twice", () => {
    expect(new Set(ids([...tested, ...training])).size).toBe(2_400);
  });

  test("has no test mail's text in any training mail", () => {
    const characters = ({ text }: LabelledMail): string =>
      text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "");
    const learnt = training.map(characters);
    const leaked = tested.filter((mail) => {
      const wanted = characters(mail);
      return learnt.some((text) => text === wanted || (wanted.length >= 40 && text.includes(wanted)));
    });
    expect(ids(leaked)).toEqual([]);
  });

  test("gives the figures that the README names", async () => {
    const naiveBayes = await learnNaiveBayes(training);
    const correct = (judge: (mail: LabelledMail) => number): number =>
      tested.filter((mail) => judge(mail) >= 0.5 === (mail.label === "spam")).length;
    expect(correct(keywordProbability)).toBe(330);
    expect(correct(naiveBayes)).toBe(389);
  });
});
