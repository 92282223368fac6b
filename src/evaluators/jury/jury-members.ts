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
