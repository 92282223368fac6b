import { ModelKeyMissingError } from "../domain/model-errors.js";
import type { ModelGateway } from "../domain/models.js";

/** A gateway without any provider: says so whenever it is asked. */
export function createModelGateway(): ModelGateway {
  const refuse = (): never => {
    throw new ModelKeyMissingError("No model provider is configured in this version of Assay.");
  };
  return { describe: refuse, generate: refuse, embed: refuse, check: refuse };
}
