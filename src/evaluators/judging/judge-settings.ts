/** A question to a judge, how it is asked, and what names its calls within the step. */
export interface AskedQuestion<Question> {
  readonly question: Question;
  readonly settings: JudgeSettings;
  readonly key: string;
}

/** How a judge is asked; everything here shapes its scores. */
export interface JudgeSettings {
  readonly model: string;
  /** `auto`: log probabilities where the model gives them, else samples. `samples`: samples always. */
  readonly mode: "auto" | "samples";
  /** K, the judgements per criterion where there are no usable log probabilities. */
  readonly samples: number;
  /** Of the samples; the form's single token is asked for at 0. */
  readonly temperature: number;
  readonly maxOutputTokens: number;
  /** Least probability on the scale's values for log probabilities to be used. */
  readonly minimumMass: number;
}
