/** From when on a provider serves a model no longer. */
export interface Retirement {
  /** Of names, snapshots included. */
  readonly pattern: RegExp;
  /** `YYYY-MM-DD`, as the provider announced it. */
  readonly on: string;
  /** The page that announces it, as of `asOf`. */
  readonly source: string;
  readonly asOf: string;
}
