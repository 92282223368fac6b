import { z } from "zod";
import { NewDatasetItem } from "../../domain/dataset/dataset.js";
import { findInexactNumber } from "../../domain/json/parse-exact-json.js";

/** Items from code, checked; or what is wrong with them and where. */
export function checkItems(
  items: unknown,
): { readonly items: readonly NewDatasetItem[] } | { readonly problem: string } {
  const inexact = findInexactNumber(items);
  if (inexact !== null) {
    const { literal, path } = inexact;
    return {
      problem: `the number ${literal} at item ${path} cannot be kept exactly: JavaScript rounds whole numbers beyond 2^53 − 1 to others, and JSON has no bigint; write it as text`,
    };
  }
  const parsed = z.array(NewDatasetItem).safeParse(items);
  return parsed.success ? { items: parsed.data } : { problem: z.prettifyError(parsed.error) };
}
