import type { ExperimentDefinition } from "../config.js";
import { VariantNotFoundError } from "../domain/experiment/experiment-errors.js";

/** The variants that were asked for, else all. @throws VariantNotFoundError */
export function chooseVariants(
  definition: ExperimentDefinition,
  asked: readonly string[] | undefined,
): readonly string[] {
  const known = Object.keys(definition.variants);
  const unknown = asked?.find((variant) => !known.includes(variant));
  if (unknown !== undefined) throw new VariantNotFoundError(unknown, definition.name, known);
  return asked === undefined || asked.length === 0 ? known : [...new Set(asked)];
}
