/**
 * Whether every node of a directed graph reaches every other one.
 *
 * Shapes  edges[i][j] > 0 where i points to j; square.
 * Method  everything is reachable from node 0 along the edges, and against them.
 */
export function isStronglyConnected(edges: readonly (readonly number[])[]): boolean {
  return reachesAll(edges, (i, j) => edges[i]?.[j] ?? 0) && reachesAll(edges, (i, j) => edges[j]?.[i] ?? 0);
}

function reachesAll(
  edges: readonly (readonly number[])[],
  weight: (from: number, to: number) => number,
): boolean {
  const seen = new Set([0]);
  for (const from of seen) {
    for (let to = 0; to < edges.length; to += 1) if (weight(from, to) > 0) seen.add(to);
  }
  return seen.size >= edges.length;
}
