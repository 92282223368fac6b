import type { GateCheck } from "../domain/gate/gate.js";
import type { Notice } from "../domain/notification/notice.js";
import { counted } from "../formatting/counted.js";
import { formatDifference } from "../formatting/format-difference.js";
import { formatInterval } from "../formatting/format-interval.js";
import { formatNumber } from "../formatting/format-number.js";
import { formatUsd } from "../formatting/format-usd.js";
import { printableLine } from "../formatting/printable-text.js";

/**
 * A notice as lines: what it is, what got worse and by how much, who lost most, what it cost, where to look. `quote`
 * makes text of others harmless in what the channel sends.
 */
export function renderNotice(
  notice: Notice,
  quote: (text: string) => string = printableLine,
): readonly string[] {
  const { reason, checks, level, items, drifts, costUsd, experiment, baseline, lookAt } = notice;
  const compared =
    experiment === null
      ? []
      : [`${quote(experiment)}${baseline === null ? "" : ` against ${quote(baseline)}`}`];
  return [
    quote(reason),
    "",
    ...checks.map((check) => `- ${describeCheck(check, level, quote)}`),
    ...(checks.length === 0 ? [] : [""]),
    ...(items.length === 0 ? [] : ["items that lost most:"]),
    ...items.map(
      ({ itemId, metric, before, after }) =>
        `- ${quote(itemId)}: ${quote(metric)} ${formatNumber(before)} → ${formatNumber(after)}`,
    ),
    ...(items.length === 0 ? [] : [""]),
    ...drifts.map((drift) => `- ${quote(drift)}`),
    ...(drifts.length === 0 ? [] : [""]),
    ...compared,
    `cost: ${formatUsd(costUsd)}`,
    `look at: ${lookAt.commands.map(quote).join(" · ")}`,
    ...(lookAt.url === null ? [] : [lookAt.url]),
  ];
}

function describeCheck(
  { metric, condition, limit, estimate, lowerBound, upperBound, itemsNeeded, outcome }: GateCheck,
  level: number | null,
  quote: (text: string) => string,
): string {
  const isChange = condition === "maxDrop";
  const figure = isChange ? formatDifference(estimate) : formatNumber(estimate);
  const bounds =
    lowerBound === null || upperBound === null
      ? ""
      : ` ${formatInterval({ lower: lowerBound, upper: upperBound })}${level === null ? "" : ` ${Math.round(level * 100)} %`}`;
  const asked = isChange ? `may drop by ${formatNumber(limit)}` : `${condition} ${formatNumber(limit)}`;
  const needed = itemsNeeded === null ? "" : `; ${counted(itemsNeeded, "item")} would tell`;
  return `${quote(metric)} ${isChange ? "change " : ""}${figure}${bounds}, ${asked}: ${outcome}${needed}`;
}
