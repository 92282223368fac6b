import type { DriftFinding } from "./drift-finding.js";

/** A finding in a sentence, for messages and listings. */
export function describeDrift(finding: DriftFinding): string {
  const { kind, metric, direction, beganAt, meanBefore, meanAfter, isForTheWorse } = finding;
  const figure = (value: number): string => value.toPrecision(4);
  const what = kind === "drift" ? "has drifted" : "has changed";
  const tone = isForTheWorse ? " for the worse" : "";
  return `${metric} ${what} ${direction}${tone} since the run of ${beganAt}: from ${figure(meanBefore)} to ${figure(meanAfter)}`;
}
