import { describe, expect, test } from "@jest/globals";
import { keywordProbability } from "../../../examples/spam-filter/keyword-rule.js";
import { learnNaiveBayes } from "../../../examples/spam-filter/naive-bayes.js";

describe("the keyword rule", () => {
  test.each([
    ["an ordinary mail", { subject: "Re: disks", text: "The second one does not mount." }, 0.05],
    ["no text", { subject: "", text: "" }, 0.05],
    ["one sign", { subject: "Re: fonts", text: "There is a free one." }, 0.2],
    ["signs in subject and text", { subject: "Refinance", text: "Click here, only $9" }, 0.6],
    [
      "all signs at once, with a probability short of certainty",
      {
        subject: "ADV: lose weight!!",
        text: "Dear friend, earn $5,000: click here for a free loan, or to be removed",
      },
      0.95,
    ],
  ])("judges %s", (_case, mail, probability) => {
    expect(keywordProbability(mail)).toBeCloseTo(probability, 10);
  });
});

describe("naive Bayes", () => {
  const spam = { subject: "", text: "cheap pills buy today now", label: "spam" } as const;
  const ham = { subject: "Meeting", text: "notes from the project", label: "ham" } as const;

  // One word: (1 + 0.5) / (5 + 10 * 0.5) against 0.5 / 10, odds 3; the exponent 1/5 tempers them.
  test.each([
    ["a word of spam", { subject: "", text: "Pills" }, 3 ** 0.2 / (1 + 3 ** 0.2)],
    ["the same word many times", { subject: "pills", text: "pills pills" }, 3 ** 0.2 / (1 + 3 ** 0.2)],
    ["two words of ham", { subject: "project", text: "notes" }, 1 / (1 + 9 ** 0.2)],
    ["a word of each", { subject: "project", text: "pills" }, 0.5],
  ])("judges %s by the odds it learnt", async (_case, mail, probability) => {
    const judge = await learnNaiveBayes([spam, ham]);
    expect(judge(mail)).toBeCloseTo(probability, 10);
  });

  test("gives the share of spam for a mail without any known word", async () => {
    const judge = await learnNaiveBayes([spam, ham, { ...ham, text: "agenda" }]);
    expect(judge({ subject: "", text: "" })).toBeCloseTo(1 / 3, 10);
    expect(judge({ subject: "42", text: "unheard-of" })).toBeCloseTo(1 / 3, 10);
  });
});
