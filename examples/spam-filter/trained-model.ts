import { loadCorpus } from "./corpus.js";
import { learnNaiveBayes } from "./naive-bayes.js";
import type { MailText } from "./read-mail.js";
import { SPLIT, splitCorpus } from "./split.js";

let model: Promise<(mail: MailText) => number> | null = null;

/** Naive Bayes, trained on the training part of the corpus when a process first asks for it, in about 3 s. */
export function trainedModel(): Promise<(mail: MailText) => number> {
  model ??= train().catch((error: unknown) => {
    // Else the next attempt would get this attempt's error.
    model = null;
    throw error;
  });
  return model;
}

async function train(): Promise<(mail: MailText) => number> {
  const { training } = await splitCorpus(loadCorpus(), SPLIT);
  return learnNaiveBayes(training);
}
