import type { JsonObject } from "../../domain/json/json.js";

/** What one member of a jury said. */
export interface MemberVerdict<Value> {
  readonly judge: string;
  /** Null = this judge failed, for `problem`. */
  readonly value: Value | null;
  readonly problem: string | null;
  readonly reason: string | null;
  readonly fingerprint: string | null;
  readonly details: JsonObject;
}

/** The members as a score's metadata. */
export function describeMembers(members: readonly MemberVerdict<number | string>[]): JsonObject[] {
  return members.map(({ judge, value, problem, reason, details }) => ({
    judge,
    value,
    ...(problem === null ? {} : { problem }),
    ...(reason === null ? {} : { reason }),
    ...details,
  }));
}

/**
 * How far the members of a jury agree, in [0, 1]: the mean over all pairs of members of 1 - distance; for
 * categories the distance is 0 or 1, for numbers in [0, 1] their difference. Null below two members.
 */
export function juryAgreement(values: readonly (number | string)[]): number | null {
  let sum = 0;
  let pairs = 0;
  for (const [index, left] of values.entries()) {
    for (const right of values.slice(index + 1)) {
      const isNumeric = typeof left === "number" && typeof right === "number";
      sum += isNumeric ? 1 - Math.abs(left - right) : Number(left === right);
      pairs += 1;
    }
  }
  return pairs === 0 ? null : sum / pairs;
}
