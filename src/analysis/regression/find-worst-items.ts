import type { ComparisonReport } from "../../domain/comparison/comparison-report.js";
import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { GateOutcome, GateReport } from "../../domain/gate/gate.js";
import type { WorstItem } from "../../domain/regression/regression-verdict.js";
import type { Store } from "../../domain/store.js";

const NAMED_ITEMS = 5;
const INPUT_CHARACTERS = 120;
const ORDER: readonly GateOutcome[] = ["fail", "inconclusive", "pass"];

/** The items that lost most on the metrics a gate names: failed conditions first, then open ones. */
export async function findWorstItems(
  store: Store,
  {
    report,
    gate,
    candidate,
  }: { readonly report: ComparisonReport; readonly gate: GateReport; readonly candidate: Experiment },
): Promise<WorstItem[]> {
  const checks = [...gate.checks].sort(
    (left, right) => ORDER.indexOf(left.outcome) - ORDER.indexOf(right.outcome),
  );
  const metrics = [...new Set(checks.map(({ metric }) => metric))];
  const lost = metrics.flatMap((metric) => {
    const difference = report.differences.find((one) => one.metric === metric);
    return difference === undefined ? [] : lossesOf(difference);
  });
  const worst: WorstItem[] = [];
  for (const item of lost.slice(0, NAMED_ITEMS))
    worst.push({ ...item, input: await startOfInput(store, candidate, item.itemId) });
  return worst;
}

function lossesOf({ metric, higherIsBetter, items }: MetricDifference): Omit<WorstItem, "input">[] {
  return (higherIsBetter ? items.lowest : items.highest).map(
    ({ itemId, baseline, candidate, difference }) => ({
      itemId,
      metric,
      before: baseline,
      after: candidate,
      loss: Math.abs(difference),
    }),
  );
}

async function startOfInput(
  store: Store,
  { datasetId, datasetVersion: version }: Experiment,
  itemId: string,
): Promise<string> {
  const item = await store.getItem({ datasetId, version, itemId });
  if (item === null) return "";
  const { input } = item;
  const text = (typeof input === "string" ? input : JSON.stringify(input)).replaceAll(/\s+/g, " ").trim();
  const characters = [...text];
  return characters.length <= INPUT_CHARACTERS
    ? text
    : `${characters.slice(0, INPUT_CHARACTERS - 1).join("")}…`;
}
