const SONNET = "claude-sonnet-4-20250514";
const GPT = "gpt-4o";

/** The two models that are compared, and who judges them. */
export interface ComparedModels {
  /** Variant name -> model; the first is the baseline. */
  readonly variants: Readonly<Record<string, string>>;
  readonly baseline: string;
  readonly judge: string;
}

/**
 * Claude Sonnet against GPT-4o, unless MODEL_COMPARISON_BASELINE or MODEL_COMPARISON_CHALLENGER name other models,
 * such as `local:llama3.1`. Another model also gives its variant its name: no result says "sonnet" for anything else.
 */
export function comparedModels(environment: NodeJS.ProcessEnv): ComparedModels {
  const read = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const baselineModel = read("MODEL_COMPARISON_BASELINE") ?? SONNET;
  const challengerModel = read("MODEL_COMPARISON_CHALLENGER") ?? GPT;
  if (baselineModel === challengerModel)
    throw new Error(
      `MODEL_COMPARISON_BASELINE and MODEL_COMPARISON_CHALLENGER both mean ${baselineModel}; a comparison needs two models.`,
    );
  const baseline = baselineModel === SONNET ? "sonnet" : variantName(baselineModel);
  const challenger = challengerModel === GPT ? "gpt4o" : variantName(challengerModel);
  return {
    baseline,
    judge: read("MODEL_COMPARISON_JUDGE") ?? GPT,
    variants: { [baseline]: baselineModel, [challenger]: challengerModel },
  };
}

/** A model's name with nothing in it that no variant may have. */
function variantName(model: string): string {
  return model.replaceAll(/[^\w.-]+/g, "-");
}
