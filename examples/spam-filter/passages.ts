/** Words in a row; shorter ones are common phrases, longer ones miss copies with a name filled in. */
const PASSAGE_WORDS = 5;

/** Two mails with half of the shorter one's passages in common are one text: a copy, a variant or a quotation. */
const SAME_TEXT_SHARE = 0.5;

/** Texts, and whether another one stands among them, be it changed a little, or as a part. */
export class PassageIndex {
  readonly #textsByPassage = new Map<string, number[]>();
  readonly #passageCounts: number[] = [];

  /** Adds a text to those looked for. */
  add(text: string): void {
    const found = passages(text);
    const number = this.#passageCounts.push(found.size) - 1;
    for (const passage of found) {
      const texts = this.#textsByPassage.get(passage);
      if (texts === undefined) this.#textsByPassage.set(passage, [number]);
      else texts.push(number);
    }
  }

  /** Whether `text` is a near-duplicate of an added one, contains it, or is contained in it. */
  resembles(text: string): boolean {
    const found = passages(text);
    const shared = new Map<number, number>();
    for (const passage of found) {
      for (const number of this.#textsByPassage.get(passage) ?? []) {
        shared.set(number, (shared.get(number) ?? 0) + 1);
      }
    }
    return [...shared].some(
      ([number, count]) =>
        count >= SAME_TEXT_SHARE * Math.min(found.size, this.#passageCounts[number] ?? found.size),
    );
  }
}

/** All runs of five words; a shorter text is one passage, so that the empty one has one too. */
function passages(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const count = Math.max(1, words.length - PASSAGE_WORDS + 1);
  return new Set(
    Array.from({ length: count }, (_, start) => words.slice(start, start + PASSAGE_WORDS).join(" ")),
  );
}
