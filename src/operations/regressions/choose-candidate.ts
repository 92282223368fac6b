import type { ExperimentDefinition } from "../../config.js";
import { AssayError } from "../../domain/errors.js";
import { VariantNotFoundError } from "../../domain/experiment/experiment-errors.js";

/** A definition has several variants, and none is named as the one to check. */
export class CandidateUnclearError extends AssayError {
  constructor(definition: string, variants: readonly string[]) {
    super(
      `Experiment "${definition}" has the variants ${variants.join(", ")}, and none is chosen to be compared with the baseline. Choose one: --variant ${variants[0]}, or in a schedule variant: "${variants[0]}"`,
    );
  }
}

/** The variant of a definition that a regression run measures. @throws VariantNotFoundError, CandidateUnclearError */
export function chooseCandidate({ name, variants }: ExperimentDefinition, asked?: string | null): string {
  const known = Object.keys(variants);
  if (asked != null) {
    if (variants[asked] === undefined) throw new VariantNotFoundError(asked, name, known);
    return asked;
  }
  const [only, ...others] = known;
  if (only === undefined || others.length > 0) throw new CandidateUnclearError(name, known);
  return only;
}
