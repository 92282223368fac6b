/** What an experiment or comparison may be called by, without its content. */
export interface ExperimentName {
  readonly kind: "experiment" | "comparison";
  readonly id: string;
  readonly name: string;
  readonly definition: string;
  /** Of an experiment that is a variant of a comparison; else null. */
  readonly comparisonId: string | null;
}

/** `2026-11-28T07-10-02-123Z`, as names of starts end that nobody gave a name. */
const START_TIME = /-\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3}Z$/;

/** A name without the time of its start: `spam-filter-julian`. */
export function nameStem(name: string): string {
  return name.replace(START_TIME, "");
}
