import type { ListedRetirement, ModelDescription, ModelGateway } from "./models.js";

/** A model that its provider has retired, or will. */
export interface FoundRetirement extends ListedRetirement {
  /** Whether that day is past or today. */
  readonly isRetired: boolean;
}

/** The models whose retirement is known, each once; what the provider's own list says counts before what is known here. */
export function findRetirements(
  models: readonly string[],
  {
    gateway,
    now,
    listed = [],
  }: {
    readonly gateway: Pick<ModelGateway, "describe">;
    readonly now: Date;
    readonly listed?: readonly ListedRetirement[];
  },
): readonly FoundRetirement[] {
  const today = now.toISOString().slice(0, 10);
  const found = new Map<string, FoundRetirement>();
  for (const model of models) {
    const { id, retirement: known } = describe(gateway, model);
    const retirement = listed.find((one) => one.id === id) ?? known;
    if (retirement === null) continue;
    const { on, source } = retirement;
    found.set(id, { id, on, source, isRetired: on <= today });
  }
  return [...found.values()];
}

/** A name that is none is told where the experiment is checked. */
function describe(
  gateway: Pick<ModelGateway, "describe">,
  model: string,
): Pick<ModelDescription, "id" | "retirement"> {
  try {
    return gateway.describe(model);
  } catch {
    return { id: model, retirement: null };
  }
}
