import { AssayError } from "../domain/errors.js";

/** Two sequences that must hold one value per item differ in length, so no pairs can be formed. */
export class PairLengthError extends AssayError {
  constructor(statistic: string, lengths: Readonly<Record<string, number>>) {
    const named = Object.entries(lengths).map(([name, length]) => `${name} has ${length}`);
    super(
      `${statistic}: ${named.join(", ")} values; allowed is the same number of each, aligned item by item.`,
    );
  }
}
