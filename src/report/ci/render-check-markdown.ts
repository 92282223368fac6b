import type {
  CheckedDefinition,
  CheckOutcome,
  CheckReport,
} from "../../domain/regression/checked-definition.js";
import type { RegressionVerdict } from "../../domain/regression/regression-verdict.js";
import { counted } from "../../formatting/counted.js";
import { formatNumber } from "../../formatting/format-number.js";
import { formatUsd } from "../../formatting/format-usd.js";
import { markdownTable } from "../markdown-table.js";
import { markdownText } from "../markdown-text.js";
import { formatBounds } from "../render-gate.js";

const MARKS: Readonly<Record<CheckOutcome, string>> = {
  passed: "✅ passed",
  failed: "❌ failed",
  inconclusive: "❔ inconclusive",
  error: "⚠️ error",
  budget: "💰 stopped by the budget",
};

/** A check for a pull request: the verdict of each definition, what was decided, and what got worse. */
export function renderCheckMarkdown({ definitions, unchanged, costUsd }: CheckReport): string {
  const cost = costUsd === null ? [] : ["", `Cost: ${markdownText(formatUsd(costUsd))}`];
  const skipped =
    unchanged.length === 0
      ? []
      : ["", `Not run, since nothing of them changed: ${unchanged.map(markdownText).join(", ")}`];
  const nothing = definitions.length === 0 ? ["Nothing had to be checked.", ""] : [];
  return [...nothing, ...definitions.map(renderDefinition), ...skipped, ...cost].join("\n").trimEnd();
}

function renderDefinition({ definition, outcome, reason, verdict }: CheckedDefinition): string {
  const state = verdict?.state === "incomparable" ? "❔ incomparable" : MARKS[outcome];
  const lines = [`### ${state}: ${markdownText(definition)}`, "", markdownText(reason), ""];
  if (verdict !== null) lines.push(...renderVerdict(verdict));
  return lines.join("\n");
}

function renderVerdict({
  gate,
  baseline,
  experiment,
  pairs,
  worstItems,
  itemsNeeded,
  ...rest
}: RegressionVerdict): string[] {
  const lines: string[] = [];
  if (itemsNeeded !== null) lines.push(`**${counted(itemsNeeded, "item")} would tell.**`, "");
  if (gate !== null) {
    const head = ["metric", "condition", "items", "estimate", "one-sided bounds", "outcome"];
    const rows = gate.checks.map(
      ({ metric, condition, limit, n, estimate, lowerBound, upperBound, outcome }) => [
        metric,
        `${condition} ${limit}`,
        String(n),
        formatNumber(estimate),
        formatBounds({ lowerBound, upperBound }),
        outcome,
      ],
    );
    lines.push(markdownTable({ head, rows }), "");
  }
  if (worstItems.length > 0) {
    const head = ["item", "metric", "before", "after", "input"];
    const rows = worstItems.map(({ itemId, metric, before, after, input }) => [
      itemId,
      metric,
      formatNumber(before),
      formatNumber(after),
      input,
    ]);
    lines.push("What lost most:", "", markdownTable({ head, rows }), "");
  }
  for (const warning of rest.warnings) lines.push(`- ⚠ ${markdownText(warning)}`);
  const against =
    baseline === null ? "" : ` against ${baseline.experiment}, ${counted(pairs?.paired ?? 0, "pair")}`;
  lines.push("", markdownText(`${experiment}${against}`), "");
  return lines;
}
