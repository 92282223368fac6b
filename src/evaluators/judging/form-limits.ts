/** The request to a judge that fills in a form of one token, so that the token's probabilities can be read. */
export const FORM_LIMITS = {
  /** As many as providers give. */
  topLogprobs: 20,
  /** The answer is one token; room for a label that the judge may repeat. */
  maxOutputTokens: 16,
} as const;
