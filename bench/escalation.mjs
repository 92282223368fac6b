/**
 * How often a gate is wrong over many nights, without escalation, with it, and with looks for which alpha is not divided.
 *
 *   node bench/escalation.mjs [--nights 2000] [--items 60] [--json]
 *
 * Each night has items of its own, each with a rate at which it is answered rightly; every run is drawn anew. The
 * baseline ran once over them. Of a candidate that is as good as before, each `fail` is a false alarm. At a drop of just
 * the margin, each `fail` is one, too, and each `pass` is a regression missed.
 */
import { parseArgs } from "node:util";
import { differenceBounds } from "../dist/analysis/comparison/difference-bounds.js";
import { decideGate } from "../dist/analysis/gate/decide-gate.js";
import { lookLevel } from "../dist/analysis/regression/look-level.js";
import { createRandom } from "../dist/statistics/seeded-random.js";
import { POLICY, UNIT } from "./calibration/verdict-of.mjs";
import { writeTable } from "./write-table.mjs";

const { values } = parseArgs({
  options: {
    nights: { type: "string", default: "2000" },
    items: { type: "string", default: "60" },
    json: { type: "boolean", default: false },
  },
});
const [nights, count] = [Number(values.nights), Number(values.items)];
const MARGIN = 0.15;
const LOOKS = 4;
const { alpha } = POLICY;
const WAYS = [
  { way: "one look", looks: 1, level: alpha },
  { way: `escalated, up to ${LOOKS} looks`, looks: LOOKS, level: lookLevel(alpha, LOOKS) },
  { way: `${LOOKS} looks, alpha not divided`, looks: LOOKS, level: alpha, isContrast: true },
];

const rows = WAYS.flatMap(({ way, looks, level, isContrast = false }) =>
  [0, MARGIN].map((drop) => {
    const random = createRandom(`escalation ${way} ${drop}`);
    const counts = { pass: 0, fail: 0, inconclusive: 0 };
    for (let night = 0; night < nights; night += 1) counts[decide(random, { drop, looks, level })] += 1;
    const share = (outcome) => counts[outcome] / nights;
    const wrong = drop === 0 ? [share("fail")] : [share("fail"), share("pass")];
    return {
      way,
      drop,
      pass: share("pass"),
      fail: share("fail"),
      open: share("inconclusive"),
      wrong,
      isContrast,
    };
  }),
);
const limit = alpha + 3 * Math.sqrt((alpha * (1 - alpha)) / nights);
const isKept = rows.every(({ wrong, isContrast }) => isContrast || wrong.every((rate) => rate <= limit));
if (values.json) process.stdout.write(`${JSON.stringify({ nights, alpha, limit, rows })}\n`);
else {
  const percent = (rate) => `${(100 * rate).toFixed(1)} %`;
  writeTable({
    name: "escalation",
    table: {
      head: ["gate", "true drop", "passes", "fails", "inconclusive"],
      rows: rows.map(({ way, drop, pass, fail, open }) => [
        way,
        drop === 0 ? "none" : `the margin, ${drop}`,
        ...[pass, fail, open].map(percent),
      ]),
    },
    caption: `${nights} nights each, ${count} items, alpha ${alpha}, maxDrop ${MARGIN}; seeds fixed`,
    write: false,
  });
}
if (!isKept) process.exitCode = 1;

/** One night: looks until it is decided. */
function decide(random, { drop, looks, level }) {
  const rates = Array.from({ length: count }, () => MARGIN + (1 - MARGIN) * random() ** 0.3);
  const draw = (rate) => (random() < rate ? 1 : 0);
  const before = rates.map(draw);
  const sums = rates.map(() => 0);
  for (let look = 1; look <= looks; look += 1) {
    for (const [item, rate] of rates.entries()) sums[item] += draw(rate - drop);
    const differences = sums.map((sum, item) => sum / look - before[item]);
    const outcome = gateOutcome(differences, level);
    if (outcome !== "inconclusive" || look === looks) return outcome;
  }
  throw new Error("unreachable");
}

/** `maxDrop` by the code that decides, on one metric whose values lie in [0, 1]. */
function gateOutcome(differences, level) {
  const difference = {
    metric: "x",
    kind: "score",
    candidateId: "c",
    baselineId: "b",
    higherIsBetter: true,
    dropped: { total: 0, reasons: {} },
    reliability: { differentialFailure: null },
    verdict: "inconclusive",
    labelObjection: null,
    reason: "",
    n: count,
    meanDifference: differences.reduce((sum, difference) => sum + difference, 0) / count,
    standardError: null,
    binary: null,
    bounds: differenceBounds({ differences, clusters: null, range: UNIT }, level),
    range: UNIT,
  };
  const metric = { name: "x", kind: "score", n: count, scoredRuns: count, unscoredRuns: 0, failedRuns: 0 };
  const side = (id) => ({ id, name: id, variant: id, metrics: [metric] });
  const report = {
    experiments: [side("b"), side("c")],
    baselineId: "b",
    policy: { ...POLICY, alpha: level },
    differences: [difference],
    warnings: [],
  };
  const conditions = { x: { maxDrop: MARGIN } };
  return decideGate({ report, candidateId: "c", conditions, means: new Map() }).outcome;
}
