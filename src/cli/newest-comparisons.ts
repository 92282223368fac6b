import type { Comparison } from "../domain/comparison.js";
import type { Store } from "../domain/store.js";

/** Comparisons read at once. */
const PAGE_LENGTH = 100;

/** The newest comparisons, at most `limit`; of one dataset only where it is named. */
export async function newestComparisons(
  store: Pick<Store, "listComparisons">,
  { limit, datasetName }: { readonly limit: number; readonly datasetName?: string | undefined },
): Promise<readonly Comparison[]> {
  const found: Comparison[] = [];
  for (let offset = 0; found.length < limit; offset += PAGE_LENGTH) {
    const page = await store.listComparisons({ limit: PAGE_LENGTH, offset });
    found.push(...page.filter((one) => datasetName === undefined || one.datasetName === datasetName));
    if (page.length < PAGE_LENGTH) break;
  }
  return found.slice(0, limit);
}
