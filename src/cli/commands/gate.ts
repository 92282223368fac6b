import { type Command, Option } from "commander";
import { compareExperiments } from "../../analysis/comparison/compare-experiments.js";
import { decideGate } from "../../analysis/gate/decide-gate.js";
import { readGateMeans } from "../../analysis/gate/read-gate-means.js";
import { parseComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { GatePolicy } from "../../domain/gate/gate.js";
import { GateConditionsMissingError, GateMetricMissingError } from "../../domain/gate/gate-errors.js";
import { requireExperiment } from "../../operations/require-experiment.js";
import { renderGate } from "../../report/render-gate.js";
import { createContext, withStore } from "../command-context.js";
import { GATE_FAILED, GATE_INCONCLUSIVE } from "../exit-codes.js";
import { finiteNumber, openUnit, positiveNumber } from "../input/option-parsers.js";

interface GateOptions {
  readonly baseline: string;
  readonly metric?: string;
  readonly margin?: number;
  readonly minimum?: number;
  readonly alpha?: number;
  readonly lenient?: boolean;
  readonly strict?: boolean;
}

/** `assay gate EXPERIMENT --baseline E`: exit code 0 passed, 1 failed, 3 inconclusive. */
export function addGateCommand(program: Command): void {
  program
    .command("gate <experiment>")
    .description("hold an experiment to its gate, against a baseline; 0 passed, 1 failed, 3 inconclusive")
    .requiredOption("--baseline <experiment>", "what it must not be worse than")
    .option(
      "--metric <name>",
      "this metric alone; with --margin or --minimum instead of the definition's gate",
    )
    .option("--margin <x>", "largest drop against the baseline that is acceptable", positiveNumber)
    .option("--minimum <x>", "the mean must be at least this", finiteNumber)
    .option("--alpha <alpha>", "error rate of each one-sided bound", openUnit)
    .addOption(new Option("--strict", "inconclusive is 3, whatever the definition says").conflicts("lenient"))
    .option("--lenient", "inconclusive passes with a warning")
    .action(async (reference: string, options: GateOptions, command: Command) => {
      const context = createContext(command);
      await withStore(context, async (store) => {
        const candidate = await requireExperiment(store, reference);
        const baseline = await requireExperiment(store, options.baseline);
        const conditions = conditionsOf(candidate, options);
        const policy = parseComparisonPolicy({
          ...candidate.comparePolicy,
          ...(options.lenient === true ? { onInconclusive: "lenient" } : {}),
          ...(options.strict === true ? { onInconclusive: "strict" } : {}),
          ...(options.alpha === undefined ? {} : { alpha: options.alpha }),
        });
        const experiments = [baseline, candidate];
        const report = await compareExperiments(store, { experiments, baselineId: baseline.id, policy });
        const means = await readGateMeans(store, { report, experiment: candidate, conditions });
        const gate = decideGate({ report, candidateId: candidate.id, conditions, means });
        context.print(gate, renderGate(gate));
        if (gate.outcome === "fail") process.exitCode = GATE_FAILED;
        else if (gate.outcome === "inconclusive" && policy.onInconclusive === "strict")
          process.exitCode = GATE_INCONCLUSIVE;
      });
    });
}

/** The conditions named here, else the definition's; of one metric only when one is named. */
function conditionsOf({ name, gate = {} }: Experiment, { metric, margin, minimum }: GateOptions): GatePolicy {
  const isNamedHere = margin !== undefined || minimum !== undefined;
  if (isNamedHere && metric === undefined) throw new GateMetricMissingError();
  if (isNamedHere && metric !== undefined) {
    return {
      [metric]: {
        ...(margin === undefined ? {} : { maxDrop: margin }),
        ...(minimum === undefined ? {} : { minimum }),
      },
    };
  }
  const chosen = Object.entries(gate).filter(([gated]) => metric === undefined || gated === metric);
  if (chosen.length === 0) throw new GateConditionsMissingError(name, metric);
  return Object.fromEntries(chosen);
}
