import type { ListedRetirement, ModelGateway } from "../domain/model/models.js";

/** What the providers' own lists say of models. */
export interface AskedModels {
  readonly listed: readonly ListedRetirement[];
  /** Why a model cannot be called, or its list cannot be asked for, each once. */
  readonly problems: readonly string[];
}

/** Asks the lists of the providers, which costs nothing; what cannot be asked, or is in no list any more, is told. */
export async function askForModels(
  models: readonly string[],
  gateway: Pick<ModelGateway, "check">,
): Promise<AskedModels> {
  const { signal } = new AbortController();
  const answers = await Promise.all(
    models.map(async (model) => {
      try {
        return { listed: await gateway.check([model], { signal }), problems: [] };
      } catch (error) {
        return { listed: [], problems: [error instanceof Error ? error.message : String(error)] };
      }
    }),
  );
  return {
    listed: answers.flatMap(({ listed }) => listed),
    problems: [...new Set(answers.flatMap(({ problems }) => problems))],
  };
}
