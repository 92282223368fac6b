/** What each way of not answering as asked is called for readers. */
const WORDS: Readonly<Record<string, string>> = {
  length: "cut off at the limit of output tokens",
  "content-filter": "held back by the provider's filter",
  refusal: "refused by the model",
  "tool-calls": "with tool calls in place of text",
  error: "broken off by the provider",
  other: "ended for another reason",
};

/** `3 held back by the provider's filter, 1 cut off …`; null when all answers ended as they should. */
export function describeFinishReasons(reasons: Readonly<Record<string, number>>): string | null {
  const parts = Object.entries(WORDS).flatMap(([reason, words]) => {
    const count = reasons[reason] ?? 0;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  return parts.length === 0 ? null : parts.join(", ");
}
