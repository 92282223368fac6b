import { AssayError } from "../domain/errors.js";

/** A statistic was asked of NaN or an infinity, which would silently poison it. */
export class NonFiniteValueError extends AssayError {
  constructor(subject: string, place: { readonly index: number; readonly value: number }) {
    super(
      `${subject}: value ${place.index} is ${place.value}; allowed are finite numbers. Missing values are left out, not passed as NaN.`,
    );
  }
}

/** @throws NonFiniteValueError naming the first value that is NaN or infinite. */
export function assertFinite(values: ArrayLike<number>, subject: string): void {
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number;
    if (!Number.isFinite(value)) throw new NonFiniteValueError(subject, { index, value });
  }
}
