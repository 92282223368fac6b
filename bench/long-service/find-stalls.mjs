import { KINDS } from "./disturbances.mjs";

/** A line may come this long before or after the stall it explains. */
const BEFORE_MS = 5_000;
const AFTER_MS = 30_000;
/** A process that had no processor says so itself, whatever else was disturbed at that time. */
const STOOD_STILL = /did not run/;

/**
 * Times in which an experiment was under way and nothing moved: no call began or ended, no experiment ended.
 *
 * @param open `{ from, to }` of each experiment; `moves` are instants; all in milliseconds since 1970.
 */
export function findStalls({ open, moves, longestMs }) {
  const instants = [...moves].sort((a, b) => a - b);
  const stalls = new Map();
  for (const { from, to } of open) {
    let last = from;
    for (const at of [...instants.filter((instant) => instant > from && instant < to), to]) {
      // One stall holds up all that is under way: it is told once, from the first that waited.
      if (at - last > longestMs) {
        const known = stalls.get(at);
        if (known === undefined || last < known.from) stalls.set(at, { from: last, to: at });
      }
      last = at;
    }
  }
  return [...stalls.values()].sort((a, b) => a.from - b.from);
}

/** Each stall with the disturbance at that time, if there was one, and the line of the log that explains it, or null. */
export function explainStalls(stalls, { disturbances, log }) {
  return stalls.map((stall) => {
    const near = disturbances.filter(({ from, to }) => from < stall.to && to + AFTER_MS > stall.from);
    const patterns = near.map(({ kind }) => KINDS[kind].explains);
    const line = log.find(
      ({ at, line }) =>
        at >= stall.from - BEFORE_MS &&
        at <= stall.to + AFTER_MS &&
        (near.length === 0
          ? isWarning(line)
          : STOOD_STILL.test(line) || patterns.some((pattern) => pattern.test(line))),
    );
    return { ...stall, kinds: near.map(({ kind }) => kind), line: line ?? null };
  });
}

function isWarning(line) {
  return /"level":(40|50|60)/.test(line);
}
