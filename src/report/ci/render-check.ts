import type { CheckReport } from "../../domain/regression/checked-definition.js";
import { counted } from "../../formatting/counted.js";
import { formatUsd } from "../../formatting/format-usd.js";
import { renderGate } from "../render-gate.js";

/** A check for the terminal: each gate, and one line per definition at the end. */
export function renderCheck({ definitions, unchanged, costUsd }: CheckReport): string {
  const gates = definitions.flatMap(({ verdict }) =>
    verdict === null || verdict.gate === null ? [] : [renderGate(verdict.gate), ""],
  );
  const worst = definitions.flatMap(({ verdict }) =>
    (verdict?.worstItems ?? []).map(
      ({ itemId, metric, before, after, input }) => `  ${itemId}  ${metric} ${before} → ${after}  ${input}`,
    ),
  );
  const lines = definitions.map(({ definition, outcome, reason, verdict }) => {
    const needed = verdict?.itemsNeeded ?? null;
    const state = verdict?.state === "incomparable" ? verdict.state : outcome;
    return `${definition}: ${state}: ${reason}${needed === null ? "" : `; ${counted(needed, "item")} would tell`}`;
  });
  // Those of the gate stand beside it.
  const warnings = definitions.flatMap(({ definition, verdict }) =>
    (verdict?.warnings ?? [])
      .filter((warning) => verdict?.gate?.warnings.includes(warning) !== true)
      .map((warning) => `${definition}: warning: ${warning}`),
  );
  return [
    ...gates,
    ...(worst.length === 0 ? [] : ["What lost most:", ...worst, ""]),
    ...warnings,
    ...lines,
    ...unchanged.map((name) => `${name}: not run, since nothing of it changed`),
    ...(costUsd === null ? [] : [`cost: ${formatUsd(costUsd)}`]),
  ].join("\n");
}
