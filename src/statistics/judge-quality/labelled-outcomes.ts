import { assertFinite } from "../non-finite-value-error.js";
import { PairLengthError } from "../pair-length-error.js";
import { StatisticInputError } from "../statistic-input-error.js";

/** What people said (0 or 1) and what the judge predicted, item by item. */
export interface LabelledOutcomes {
  readonly outcomes: readonly number[];
  readonly predictions: readonly number[];
}

/** @throws PairLengthError, NonFiniteValueError or StatisticInputError unless outcomes are 0 or 1 and all is aligned. */
export function requireOutcomes(statistic: string, { outcomes, predictions }: LabelledOutcomes): void {
  if (outcomes.length !== predictions.length) {
    throw new PairLengthError(statistic, { outcomes: outcomes.length, predictions: predictions.length });
  }
  assertFinite(outcomes, `${statistic}, outcomes`);
  assertFinite(predictions, `${statistic}, predictions`);
  const wrong = outcomes.findIndex((outcome) => outcome !== 0 && outcome !== 1);
  if (wrong >= 0) {
    const name = `outcome ${wrong}`;
    throw new StatisticInputError(statistic, { name, received: outcomes[wrong], allowed: "0 or 1" });
  }
}

/** @throws StatisticInputError unless every prediction is a probability. */
export function requireProbabilities(statistic: string, predictions: readonly number[]): void {
  const wrong = predictions.findIndex((prediction) => !(prediction >= 0 && prediction <= 1));
  if (wrong >= 0) {
    const name = `prediction ${wrong}`;
    throw new StatisticInputError(statistic, { name, received: predictions[wrong], allowed: "0 to 1" });
  }
}
