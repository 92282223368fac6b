import { fingerprint } from "../../domain/ids.js";

/** The fingerprint of a custom evaluator: a hash of its name, its version and its function's source text. */
export function customEvaluatorFingerprint(identity: {
  readonly name: string;
  readonly version: string | null;
  readonly evaluate: (...judged: never) => unknown;
}): string {
  const { name, version, evaluate } = identity;
  return fingerprint({ kind: "custom", name, version, source: Function.prototype.toString.call(evaluate) });
}
