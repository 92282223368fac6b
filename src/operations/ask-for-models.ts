import type { ListedRetirement, ModelGateway } from "../domain/model/models.js";

/** What the providers' own lists say about models. */
export interface AskedModels {
  readonly listed: readonly ListedRetirement[];
  /** Why a model cannot be called, or its list cannot be asked for, each once. */
  readonly problems: readonly string[];
}

/**
 * Asks the providers' lists of models, which costs nothing, and reports what cannot be asked and what is no longer in a
 * list.
 */
export async function askForModels(
  models: readonly string[],
  gateway: Pick<ModelGateway, "check">,
): Promise<AskedModels> {
  const { signal } = new AbortController();
  const all = await gateway.check(models, { signal }).catch(() => null);
  if (all !== null) return { listed: all, problems: [] };
  // Something is wrong with one of them at least: each is asked for alone, to tell with which.
  const listed: ListedRetirement[] = [];
  const problems = new Set<string>();
  for (const model of models)
    await gateway.check([model], { signal }).then(
      (found) => listed.push(...found),
      (error: unknown) => problems.add(error instanceof Error ? error.message : String(error)),
    );
  return { listed, problems: [...problems] };
}
