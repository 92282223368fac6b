import type { ExperimentPlan, PlanStep } from "../domain/plan/experiment-plan.js";
import { counted } from "../formatting/counted.js";
import { formatNumber } from "../formatting/format-number.js";
import { percent } from "../formatting/percent.js";
import { renderTable, TERMINAL_WIDTH } from "./render-table.js";
import type { ReportTable } from "./report-table.js";

const STEP_NAMES: Readonly<Record<PlanStep["what"], string>> = {
  items: "items",
  repetitions: "repetitions",
  judgements: "judge samples",
};

/** A plan for the terminal. Plain text: no colours, so that it can be piped and pasted. */
export function renderPlanText(plan: ExperimentPlan): string {
  const table = (one: ReportTable): string => `${renderTable(one, { width: TERMINAL_WIDTH })}\n`;
  return [
    `Plan for ${plan.definition} on ${plan.metric}: alpha ${plan.alpha}, power ${plan.power}${plan.effect === null ? "" : `, difference ${plan.effect}`}`,
    describeSource(plan),
    "",
    ...[noiseTable(plan), designTable(plan), stepTable(plan)].map(table),
    ...plan.notes.map((note) => `note: ${note}`),
    plan.advice,
  ].join("\n");
}

function describeSource({ pilot, noise }: ExperimentPlan): string {
  if (pilot === null) return "From stated assumptions";
  const { baseline, candidate, pairs, meanDifference, standardDeviation } = pilot;
  return (
    `From the pilot ${candidate} − ${baseline}: ${counted(pairs, "pair")}, mean difference ${formatNumber(meanDifference)}, SD ${formatNumber(standardDeviation)}` +
    (noise.source === "assumed" ? ", overridden by stated assumptions" : "")
  );
}

function noiseTable({ noise, prices }: ExperimentPlan): ReportTable {
  const deviation = (variance: number | null): string =>
    variance === null ? "not separable" : formatNumber(Math.sqrt(variance));
  return {
    head: ["noise of the difference", "SD", "price of one more, USD"],
    rows: [
      ["between items", deviation(noise.itemVariance), "–"],
      ["between repetitions", deviation(noise.repetitionVariance), usd(prices.runUsd)],
      ["between judge samples", deviation(noise.judgeVariance), usd(prices.judgementUsd)],
    ],
  };
}

function designTable({ present, needed, effect }: ExperimentPlan): ReportTable {
  const row = (
    name: string,
    design: NonNullable<ExperimentPlan["needed"]>["sameSampling"],
    finds: string,
  ): string[] => [
    name,
    String(design.items),
    String(design.repetitions),
    design.judgements === null ? "–" : String(design.judgements),
    String(design.pipelineCalls),
    design.judgements === null ? "–" : String(design.judgeCalls),
    usd(design.costUsd),
    finds,
  ];
  const rows = [row("present", present, formatNumber(present.minimumDetectableEffect))];
  if (needed !== null && effect !== null) {
    rows.push(row("same sampling", needed.sameSampling, formatNumber(effect)));
    if (needed.cheapest !== null) rows.push(row("cheapest", needed.cheapest, formatNumber(effect)));
  }
  return {
    head: ["design", "items", "repetitions", "judge samples", "calls", "judge calls", "USD", "finds"],
    rows,
  };
}

function stepTable({ nextSteps, unit, present }: ExperimentPlan): ReportTable {
  const best = nextSteps[0]?.varianceReductionPerUnit ?? 0;
  return {
    head: [
      "one more tenth spent on",
      `variance less per ${unit === "usd" ? "USD" : "call"}`,
      "of the best",
      "standard error",
      "obstacle",
    ],
    rows: nextSteps.map(({ what, varianceReductionPerUnit, standardErrorAfterTenPercent, obstacle }) => [
      STEP_NAMES[what],
      varianceReductionPerUnit.toExponential(2),
      best === 0 ? "–" : percent(varianceReductionPerUnit / best, 0),
      `${formatNumber(present.standardError)} → ${formatNumber(standardErrorAfterTenPercent)}`,
      obstacle ?? "–",
    ]),
  };
}

function usd(value: number | null): string {
  return value === null ? "unknown" : formatNumber(value);
}
