import type { MeasuredItem } from "../../domain/baseline/measurement.js";
import type { GateCheck, GateCondition } from "../../domain/gate/gate.js";
import { canonicalJson } from "../../domain/json/canonical-json.js";
import type { JsonObject } from "../../domain/json/json.js";
import { formatNumber } from "../../formatting/format-number.js";

const NAMED_ITEMS = 5;

/** One metric's rule, and what it is held to. */
export interface MustPassRule {
  readonly metric: string;
  readonly selectors: NonNullable<GateCondition["mustPass"]>;
  readonly threshold: number;
  readonly higherIsBetter: boolean;
  readonly repetitions: number;
}

/**
 * Holds single items to the pass threshold: each repetition of each must reach it. What failed, has no value or did not
 * run does not pass, and neither does a rule that holds no item.
 */
export function checkMustPass(
  { metric, selectors, threshold, higherIsBetter, repetitions }: MustPassRule,
  items: readonly MeasuredItem[],
  metadata: ReadonlyMap<string, JsonObject>,
): GateCheck {
  const measured = new Map(items.map((item) => [item.id, item]));
  const problems = new Map<string, string>();
  const held = new Set<string>();
  for (const selector of selectors) {
    const ids = typeof selector === "string" ? [selector] : select(selector, items, metadata);
    if (ids.length === 0) problems.set(canonicalJson(selector), "no item has it");
    for (const id of ids) {
      held.add(id);
      const problem = problemOf(measured.get(id));
      if (problem !== null) problems.set(id, problem);
    }
  }
  function problemOf(item: MeasuredItem | undefined): string | null {
    if (item === undefined) return "did not run";
    const values = item.values.get(metric) ?? [];
    const worst = values.find((value) => (higherIsBetter ? value < threshold : value > threshold));
    if (worst !== undefined) return formatNumber(worst);
    if (values.length >= repetitions) return null;
    return item.failed > 0 ? "failed" : "no value";
  }
  const failing = [...held].filter((id) => problems.has(id)).length;
  const named = [...problems].slice(0, NAMED_ITEMS).map(([id, problem]) => `${id} (${problem})`);
  const more = problems.size > NAMED_ITEMS ? `, and ${problems.size - NAMED_ITEMS} more` : "";
  const wanted = `${higherIsBetter ? "at least" : "at most"} ${threshold}`;
  return {
    metric,
    condition: "mustPass",
    limit: threshold,
    n: held.size,
    estimate: held.size === 0 ? null : 1 - failing / held.size,
    lowerBound: null,
    upperBound: null,
    itemsNeeded: null,
    outcome: problems.size === 0 ? "pass" : "fail",
    reason:
      problems.size === 0
        ? `all ${held.size} items that must pass have ${wanted}`
        : `must have ${wanted} and do not: ${named.join(", ")}${more}`,
  };
}

function select(
  wanted: JsonObject,
  items: readonly MeasuredItem[],
  metadata: ReadonlyMap<string, JsonObject>,
): readonly string[] {
  const fields = Object.entries(wanted).map(([field, value]) => [field, canonicalJson(value)] as const);
  const isWanted = (id: string): boolean => {
    const known = metadata.get(id) ?? {};
    return fields.every(
      ([field, value]) => Object.hasOwn(known, field) && canonicalJson(known[field] ?? null) === value,
    );
  };
  return items.filter(({ id }) => isWanted(id)).map(({ id }) => id);
}
