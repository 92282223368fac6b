import { needsBaseline } from "../../analysis/gate/needs-baseline.js";
import type { ExperimentDefinition } from "../../config.js";
import { readBaselineFile } from "../../data-files/read-baseline-file.js";
import { BaselineFileForeignError } from "../../domain/baseline/baseline-errors.js";
import type { BaselineSource } from "../../domain/baseline/baseline-source.js";
import { AssayError } from "../../domain/errors.js";
import { DefinitionGateMissingError } from "../../domain/gate/gate-errors.js";
import type { CheckedDefinition } from "../../domain/regression/checked-definition.js";
import { findBaseline } from "../baselines/find-baseline.js";
import { type PlanContext, planLaunch } from "../plan-launch.js";
import type { PlannedCheck } from "./check-definition.js";
import { chooseCandidate } from "./choose-candidate.js";

/** No definition has a gate, so that there is nothing to check. */
export class NothingToCheckError extends AssayError {
  constructor() {
    super(
      "No definition of the configuration has a gate, so there is nothing to check. Give one such as " +
        "gate: { accuracy: { maxDrop: 0.02 } }",
    );
  }
}

/** The definitions to check, and their baselines. */
export interface CheckRequest {
  /** In place of the baseline's own variant. */
  readonly variant?: string | undefined;
  /** Baseline files, each for the definition that it is of, in place of what configuration and store say. */
  readonly baselineFiles: readonly string[];
  readonly budgetUsd?: number | undefined;
}

/** The definitions to run, and those that cannot be checked and are therefore not run. */
export interface PlannedChecks {
  readonly checks: readonly PlannedCheck[];
  /** Definitions whose gate compares, and which have nothing to compare with. */
  readonly lacking: readonly CheckedDefinition[];
}

/** The definitions that a request is about. @throws ExperimentDefinitionNotFoundError, NothingToCheckError */
export function chooseDefinitions(
  { registry, loaded }: PlanContext,
  names: readonly string[],
): readonly ExperimentDefinition[] {
  if (names.length > 0) return names.map((name) => registry.getDefinition(name));
  const gated = loaded.configuration.experiments.filter(({ gate }) => gate !== undefined);
  if (gated.length === 0) throw new NothingToCheckError();
  return gated;
}

/**
 * Plans all checks before any is run or paid.
 *
 * @throws DefinitionGateMissingError, CandidateUnclearError, VariantNotFoundError, BaselineFileInvalidError,
 *         BaselineFileTooNewError, BaselineFileEditedError, BaselineFileForeignError, and what planning a start throws
 */
export async function planChecks(
  context: PlanContext,
  definitions: readonly ExperimentDefinition[],
  request: CheckRequest,
): Promise<PlannedChecks> {
  const files = await readGivenFiles(definitions, request.baselineFiles);
  const checks: PlannedCheck[] = [];
  const lacking: CheckedDefinition[] = [];
  for (const definition of definitions) {
    if (Object.keys(definition.gate ?? {}).length === 0)
      throw new DefinitionGateMissingError(definition.name);
    const place = { definition, directory: context.loaded.directory };
    const baseline = files.get(definition.name) ?? (await findBaseline(context.store, place));
    const lacks = lacksBaseline(definition, baseline);
    if (lacks !== null) {
      // An unknown variant is told all the same; which one is meant does not matter yet.
      if (request.variant !== undefined) chooseCandidate(definition, request.variant);
      lacking.push(lacks);
      continue;
    }
    const variant = chooseCandidate(definition, request.variant ?? variantOf(definition, baseline));
    const planned = await planLaunch(context, {
      definition: definition.name,
      variants: [variant],
      ...(request.budgetUsd === undefined
        ? {}
        : { budgetUsd: Math.min(request.budgetUsd, definition.limits?.budgetUsd ?? request.budgetUsd) }),
    });
    checks.push({ definition, baseline, planned });
  }
  return { checks, lacking };
}

async function readGivenFiles(
  definitions: readonly ExperimentDefinition[],
  paths: readonly string[],
): Promise<ReadonlyMap<string, BaselineSource>> {
  const names = definitions.map(({ name }) => name);
  const files = new Map<string, BaselineSource>();
  for (const path of paths) {
    const file = await readBaselineFile(path);
    const { definition } = file.header;
    if (!names.includes(definition))
      throw new BaselineFileForeignError(path, { definition, wanted: names.join(", ") });
    files.set(definition, { kind: "file", file });
  }
  return files;
}

/** The variant that the baseline is of, where the definition still has it. */
function variantOf({ variants }: ExperimentDefinition, baseline: BaselineSource | null): string | null {
  if (baseline === null) return null;
  const variant =
    baseline.kind === "file"
      ? baseline.file.header.variant
      : baseline.kind === "stored"
        ? baseline.baseline.variant
        : baseline.experiment.variant;
  return Object.hasOwn(variants, variant) ? variant : null;
}

/** The result for a definition whose gate compares with a baseline that does not exist; null when it can be checked. */
function lacksBaseline(
  { name: definition, gate = {} }: ExperimentDefinition,
  baseline: BaselineSource | null,
): CheckedDefinition | null {
  if (baseline !== null || !needsBaseline(gate)) return null;
  const reason =
    `"${definition}" has no baseline. Set one: assay baseline set ${definition} EXPERIMENT --reason "…". To commit it: ` +
    `assay baseline export FILE ${definition}, with baseline: { file } in its definition. Only maxDrop needs one`;
  return { definition, outcome: "error", reason, experiment: null, verdict: null, costUsd: null };
}
