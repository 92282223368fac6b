import { create } from "xmlbuilder2";
import type { GateCheck } from "../../domain/gate/gate.js";
import type { CheckedDefinition, CheckReport } from "../../domain/regression/checked-definition.js";
import { counted } from "../../formatting/counted.js";
import { printableText } from "../../formatting/printable-text.js";

/** One test case: a condition of a gate, or the run itself where no condition was decided. */
interface TestCase {
  readonly name: string;
  readonly problem: {
    readonly kind: "failure" | "error" | "skipped";
    readonly type: string;
    readonly text: string;
  } | null;
}

/** A check as JUnit XML: a suite per definition, and in it a case per condition of its gate. */
export function renderJunit({ definitions, unchanged }: CheckReport): string {
  const suites = [
    ...definitions.map((checked) => ({ name: checked.definition, cases: casesOf(checked) })),
    ...unchanged.map((name) => ({ name, cases: [UNCHANGED] })),
  ];
  const root = create({ version: "1.0", encoding: "UTF-8" }).ele("testsuites", {
    name: "assay",
    ...countsOf(suites.flatMap(({ cases }) => cases)),
  });
  for (const { name, cases } of suites) {
    const suite = root.ele("testsuite", { name: xmlText(name), ...countsOf(cases) });
    for (const { name: condition, problem } of cases) {
      const testcase = suite.ele("testcase", {
        classname: xmlText(`assay.${name}`),
        name: xmlText(condition),
      });
      if (problem === null) continue;
      const { kind, type, text } = problem;
      const message = xmlText(text.split("\n")[0] ?? "");
      testcase.ele(kind, kind === "skipped" ? { message } : { type, message }).txt(xmlText(text));
    }
  }
  return `${root.end({ prettyPrint: true })}\n`;
}

const UNCHANGED: TestCase = {
  name: "run",
  problem: { kind: "skipped", type: "unchanged", text: "nothing of it changed" },
};

function casesOf({ outcome, reason, verdict }: CheckedDefinition): readonly TestCase[] {
  const checks = verdict?.gate?.checks ?? [];
  if (checks.length === 0 || outcome === "error" || outcome === "budget")
    return [{ name: "run", problem: { kind: "error", type: outcome, text: reason } }];
  const cases = checks.map((check) => ({
    name: `${check.metric} ${check.condition} ${check.limit}`,
    problem: problemOf(check, { verdict, isAccepted: outcome === "passed" }),
  }));
  if (outcome === "passed" || cases.some(({ problem }) => problem !== null)) return cases;
  // Such as runs that have not ended: no condition is to blame.
  return [...cases, { name: "run", problem: { kind: "failure", type: outcome, text: reason } }];
}

function problemOf(
  { outcome, reason, itemsNeeded }: GateCheck,
  { verdict, isAccepted }: { readonly verdict: CheckedDefinition["verdict"]; readonly isAccepted: boolean },
): TestCase["problem"] {
  if (outcome === "pass") return null;
  if (outcome === "fail") {
    const worst = (verdict?.worstItems ?? []).map(
      ({ itemId, metric, before, after, input }) => `${itemId}: ${metric} ${before} -> ${after}  ${input}`,
    );
    return { kind: "failure", type: "failed", text: [reason, ...worst].join("\n") };
  }
  const needed = itemsNeeded === null ? "" : `; ${counted(itemsNeeded, "item")} would tell`;
  const state = verdict?.state ?? "inconclusive";
  return { kind: isAccepted ? "skipped" : "failure", type: state, text: `${reason}${needed}` };
}

function countsOf(cases: readonly TestCase[]) {
  const count = (kind: string): string =>
    String(cases.filter(({ problem }) => problem?.kind === kind).length);
  return {
    tests: String(cases.length),
    failures: count("failure"),
    errors: count("error"),
    skipped: count("skipped"),
  };
}

/** What XML has no character for is shown by its number; so is what a terminal would obey. */
function xmlText(text: string): string {
  return printableText(text).replaceAll(
    /[\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );
}
