import type { Connection } from "@temporalio/client";
import proto from "@temporalio/proto";

/** Search attributes of Assay's workflows, all of type Keyword. */
export const SEARCH_ATTRIBUTES = [
  "AssayDataset",
  "AssayPipeline",
  "AssayVariant",
  "AssayStatus",
  "AssayExperiment",
  "AssayComparison",
] as const;

const KEYWORD = proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD;

/**
 * Registers the search attributes a namespace lacks. Returns null when all are there, else why they are not:
 * Temporal Cloud and restricted servers want them registered by an administrator.
 */
export async function ensureSearchAttributes(
  connection: Connection,
  namespace: string,
): Promise<string | null> {
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const missing = SEARCH_ATTRIBUTES.filter((name) => !(name in (customAttributes ?? {})));
    if (missing.length === 0) return null;
    const searchAttributes = Object.fromEntries(missing.map((name) => [name, KEYWORD]));
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
    return null;
  } catch (error) {
    return `search attributes ${SEARCH_ATTRIBUTES.join(", ")} (Keyword) could not be registered in namespace "${namespace}": ${error instanceof Error ? error.message : String(error)}`;
  }
}
