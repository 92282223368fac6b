/** Head and rows of a table, as text. */
export interface ReportTable {
  /** What it shows, in a few words. */
  readonly title?: string;
  /** What its figures are, for a caption. */
  readonly about?: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** This many columns from the left name a row; they stand again where a table goes on below. 1 when left out. */
  readonly keys?: number;
}
