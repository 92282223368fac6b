const UNIT_MS: readonly (readonly [RegExp, number])[] = [
  [/^(ns|nanosec\w*)$/i, 1e-6],
  [/^(us|µs|μs|microsec\w*)$/i, 1e-3],
  [/^(ms|msecs?|millisec\w*)$/i, 1],
  [/^(s|secs?|seconds?)$/i, 1000],
  [/^(m|mins?|minutes?)$/i, 60_000],
  [/^(h|hrs?|hours?)$/i, 3_600_000],
  [/^(d|days?)$/i, 86_400_000],
];
const PART = String.raw`(\d+(?:\.\d+)?(?:e[+-]\d+)?)\s*([a-zµμ]+)`;
const WHOLE = new RegExp(`^(?:${PART}(?:,?\\s+and\\s+|[\\s,]*))+$`, "i");

/** A duration in words, in whole milliseconds: `8s`, `1m30.5s`, `20ms`, `1 minute and 20 seconds`; null for anything else. */
export function durationTextMs(text: string): number | null {
  if (!WHOLE.test(text.trim())) return null;
  let sum = 0;
  for (const [, number, unit = ""] of text.matchAll(new RegExp(PART, "gi"))) {
    const found = UNIT_MS.find(([words]) => words.test(unit));
    if (found === undefined) return null;
    sum += Number(number) * found[1];
  }
  return Math.ceil(sum);
}
