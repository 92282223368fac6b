import { findLocalModel } from "../models/find-local-model.js";
import { MODEL_VARIABLES } from "../models/model-variables.js";

const isSet = (value: string | undefined): boolean => value !== undefined && value.trim() !== "";

/**
 * If only a local server is configured and no model is named, puts the name of its first model into ASSAY_LOCAL_MODEL,
 * where configurations read it, and says so.
 */
export async function nameLocalModel(
  variables: NodeJS.ProcessEnv,
  report: (line: string) => void,
): Promise<void> {
  const reachable = MODEL_VARIABLES.filter((name) => isSet(variables[name]));
  if (reachable.join() !== "ASSAY_LOCAL_BASE_URL" || isSet(variables.ASSAY_LOCAL_MODEL)) return;
  const model = await findLocalModel(variables);
  if (model === null) {
    report("the server at ASSAY_LOCAL_BASE_URL lists no model: name one in ASSAY_LOCAL_MODEL");
    return;
  }
  variables.ASSAY_LOCAL_MODEL = model;
  report(`local model: ${model}, the first that the server lists; ASSAY_LOCAL_MODEL names another`);
}
