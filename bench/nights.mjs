/**
 * Nights of regression runs, simulated with a known truth: how often a drift is reported although nothing changed, and
 * how soon one of a third of the margin per week is, against a chart that knows mean and spread beforehand.
 *
 *   node bench/nights.mjs [--histories 200] [--nights 120] [--items 400] [--margin 0.06] [--seed 20261128] [--json]
 *
 * Without a change at most one report per metric in a year of nights (plus three standard errors of the simulation); with
 * it at least 95 % of the histories must be told within their nights, and the median night must not be later than the
 * known chart's median by more than a week. Exit code 1 when either fails.
 */
import { parseArgs } from "node:util";
import { findChanges, findSlowDrifts } from "../dist/analysis/history/find-drifts.js";
import { cusum } from "../dist/statistics/drift/cusum.js";
import { createRandom } from "../dist/statistics/seeded-random.js";
import { normal } from "./calibration/random-samples.mjs";

const { values } = parseArgs({
  options: {
    histories: { type: "string", default: "200" },
    nights: { type: "string", default: "120" },
    items: { type: "string", default: "400" },
    margin: { type: "string", default: "0.06" },
    seed: { type: "string", default: "20261128" },
    json: { type: "boolean", default: false },
  },
});
const histories = Number(values.histories);
const nights = Number(values.nights);
const items = Number(values.items);
const margin = Number(values.margin);
const PASS_RATE = 0.8;
/** Of a night's mean: every item is answered anew, which is the most that chance can do. */
const spread = Math.sqrt((PASS_RATE * (1 - PASS_RATE)) / items);
/** The night after which it drifts. */
const CALM = 30;
const perNight = margin / 3 / 7;
const NIGHTS_OF_A_YEAR = 365;

/** A history night by night; `slope` is added for each night after the calm ones. */
function simulate(random, slope) {
  return Array.from({ length: nights }, (_, night) => ({
    value: PASS_RATE - slope * Math.max(0, night - CALM + 1) + spread * normal(random),
    standardError: spread,
  }));
}

/** What is reported over the nights, as the activity does: looked at each night, and what began before the last report is known. */
function reports(series) {
  const found = [];
  for (let night = 1; night <= series.length; night += 1) {
    const sofar = series.slice(0, night);
    const reportedUntil = found.at(-1)?.noticed ?? -1;
    const [first] = [...findSlowDrifts(sofar), ...findChanges(sofar)].filter(
      ({ began, noticed }) => noticed === night - 1 && began > reportedUntil,
    );
    if (first !== undefined) found.push(first);
  }
  return found;
}

/** Nights from the beginning of the drift to the alarm of a chart that knows mean and spread beforehand. */
function knownChart(series) {
  const { firstAlarm } = cusum(
    series.slice(CALM).map(({ value }) => value),
    { baseline: { mean: PASS_RATE, standardDeviation: spread }, limit: 8 },
  );
  return firstAlarm;
}

const median = (numbers) =>
  [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? null;

const random = createRandom(Number(values.seed));
let falseReports = 0;
for (let index = 0; index < histories; index += 1) falseReports += reports(simulate(random, 0)).length;
const delays = [];
const known = [];
let early = 0;
for (let index = 0; index < histories; index += 1) {
  const series = simulate(random, perNight);
  const found = reports(series);
  early += found.filter(({ noticed }) => noticed < CALM).length;
  const first = found.find(({ noticed, direction }) => noticed >= CALM && direction === "down");
  if (first !== undefined) delays.push(first.noticed - CALM + 1);
  const expected = knownChart(series);
  if (expected !== null) known.push(expected + 1);
}
const simulated = histories * nights;
const allowed = simulated / NIGHTS_OF_A_YEAR;
const result = {
  histories,
  nights,
  falseReports,
  nightsPerFalseReport: falseReports === 0 ? null : Math.round(simulated / falseReports),
  driftPerNight: perNight,
  nightlySpread: spread,
  reported: delays.length / histories,
  medianNights: median(delays),
  medianNightsExpected: median(known),
  falseReportsBefore: early,
};
const isCalm = falseReports <= allowed + 3 * Math.sqrt(allowed);
const isFound =
  result.reported >= 0.95 &&
  result.medianNights !== null &&
  result.medianNights <= result.medianNightsExpected + 7;
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
else
  process.stdout.write(
    [
      `without a change: ${falseReports} reports in ${simulated} nights of one metric; allowed is one in ${NIGHTS_OF_A_YEAR}`,
      `drift of a third of the margin per week (${(perNight / spread).toFixed(2)} standard deviations a night):`,
      `  reported in ${(result.reported * 100).toFixed(1)} % of ${histories} histories, after ${result.medianNights} nights (median)`,
      `  a chart that knows mean and spread beforehand: ${result.medianNightsExpected} nights (median)`,
      "",
    ].join("\n"),
  );
process.exitCode = isCalm && isFound ? 0 : 1;
