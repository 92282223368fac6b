/** A place in a listing: at most `limit` rows, the first `offset` skipped. */
export interface Page {
  readonly limit: number;
  readonly offset?: number;
}
