/**
 * A listing page by page, each read from behind the last row of the one before, so that memory stays flat whatever its
 * length. A page of fewer rows than `limit` is the last.
 */
export async function* streamPages<Row>(
  limit: number,
  read: (last: Row | null) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  let last: Row | null = null;
  for (;;) {
    const rows = await read(last);
    if (rows.length > 0) yield rows;
    if (rows.length < limit) return;
    last = rows.at(-1) ?? null;
  }
}
