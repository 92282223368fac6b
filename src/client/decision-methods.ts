import type { ComparisonPolicy, ComparisonReport } from "../domain/comparison/comparison.js";
import type { GateReport } from "../domain/gate/gate.js";
import type { JudgeCheck } from "../domain/judge/judge-check.js";
import type { ExperimentPlan } from "../domain/plan/experiment-plan.js";
import type { RegressionHistory } from "../domain/regression/regression-history.js";
import type { JudgeCheckRequest } from "../operations/check-judge-against-people.js";
import type { GateRequest } from "../operations/gate-experiment.js";
import type { PlanOptions } from "../operations/plan-definition.js";
import { ExperimentMethods } from "./experiment-methods.js";

/** The client's methods that say what results mean: comparisons, gates, plans, judges, and figures over time. */
export abstract class DecisionMethods extends ExperimentMethods {
  /**
   * Compares experiments that have ended; the first is the baseline unless another is named. The policy is that with which
   * the baseline was started, with the changes that are given here.
   */
  async compareExperiments(
    references: readonly string[],
    options: { readonly baseline?: string; readonly policy?: Partial<ComparisonPolicy> } = {},
  ): Promise<ComparisonReport> {
    const { compareStored } = await import("../operations/compare-stored.js");
    return await compareStored(this.project.store, { references, ...options });
  }

  /** Checks an experiment against its gate and a baseline. @throws GateConditionsMissingError, ExperimentNotFoundError */
  async gateExperiment(request: GateRequest): Promise<GateReport> {
    const { gateExperiment } = await import("../operations/gate-experiment.js");
    return await gateExperiment(this.project.store, request);
  }

  /** Calculates the items, repetitions and judge samples that are needed to find a difference. @throws PilotUnusableError, PlanOptionsInvalidError */
  async planExperiment(definition: string, options: PlanOptions = {}): Promise<ExperimentPlan> {
    const { planDefinition } = await import("../operations/plan-definition.js");
    return await planDefinition(this.project.store, this.project.registry.getDefinition(definition), options);
  }

  /** Compares a judge's scores with what people say about the same runs. */
  async checkJudge(request: JudgeCheckRequest): Promise<JudgeCheck> {
    const { checkJudgeAgainstPeople } = await import("../operations/check-judge-against-people.js");
    return await checkJudgeAgainstPeople(this.project.store, request);
  }

  /** Returns the regression runs of a definition over time, metric by metric, with the drifts that were found. */
  async history(
    definition: string,
    options: { readonly metric?: string; readonly limit?: number } = {},
  ): Promise<RegressionHistory> {
    const { readRegressionHistory } = await import("../operations/regressions/read-regression-history.js");
    return await readRegressionHistory(
      { store: this.project.store, loadRegistry: async () => this.project.registry },
      { definition, ...options },
    );
  }
}
