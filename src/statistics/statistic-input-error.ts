import { AssayError } from "../domain/errors.js";

/** A statistic was asked for with a parameter outside its domain, such as a level of 95 instead of 0.95. */
export class StatisticInputError extends AssayError {
  constructor(
    statistic: string,
    parameter: { readonly name: string; readonly received: unknown; readonly allowed: string },
  ) {
    const received =
      typeof parameter.received === "string"
        ? JSON.stringify(parameter.received)
        : String(parameter.received);
    super(`${statistic}: ${parameter.name} is ${received}; allowed is ${parameter.allowed}.`);
  }
}
