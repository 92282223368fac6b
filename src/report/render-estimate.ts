import { renderTable } from "./render-comparison.js";

interface Estimate {
  readonly variant: string;
  readonly runs: number;
  readonly sampledItems: number;
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number | null;
  readonly notEstimated: readonly string[];
}

/** What variants will probably take, for the terminal. */
export function renderEstimate(estimates: readonly Estimate[]): string {
  const rows = estimates.map(({ variant, runs, calls, inputTokens, outputTokens, costUsd }) => [
    ...[variant, String(runs), String(calls), String(inputTokens), String(outputTokens)],
    costUsd === null ? "unknown" : `${costUsd.toFixed(4)} USD`,
  ]);
  const total = estimates.reduce<number | null>(
    (sum, { costUsd }) => (sum === null || costUsd === null ? null : sum + costUsd),
    0,
  );
  const open = [...new Set(estimates.flatMap(({ notEstimated }) => notEstimated))];
  return [
    renderTable({
      head: ["variant", "runs", "model calls", "input tokens", "output tokens", "cost"],
      rows,
    }),
    `expected cost of all variants: ${total === null ? "unknown, a model has no price" : `${total.toFixed(4)} USD`} (from ${estimates[0]?.sampledItems ?? 0} items; nothing was sent)`,
    ...(open.length === 0
      ? []
      : [`not included, since their own code decides what they ask: ${open.join(", ")}`]),
  ].join("\n");
}
