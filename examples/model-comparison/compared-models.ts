const SONNET = "claude-sonnet-4-6";
const GPT = "gpt-5.4-mini";

/** The models that this comparison was first made with: retired on 2026-06-15, and until 2027-01-14. */
const SEED = { sonnet: "claude-sonnet-4-20250514", gpt4o: "gpt-4o" };

/** The two models that are compared, and who judges them. */
export interface ComparedModels {
  /** Variant name -> model; the first is the baseline. */
  readonly variants: Readonly<Record<string, string>>;
  readonly baseline: string;
  readonly judge: string;
}

/**
 * Claude Sonnet against GPT-5.4 mini, unless MODEL_COMPARISON_BASELINE or MODEL_COMPARISON_CHALLENGER name other models,
 * such as `local:llama3.1`, or MODEL_COMPARISON_MODELS=seed the pair that this example began with. Another model also gives its variant its name: no result says "sonnet" for anything else.
 */
export function comparedModels(environment: NodeJS.ProcessEnv): ComparedModels {
  const read = (name: string): string | undefined => environment[name]?.trim() || undefined;
  if (read("MODEL_COMPARISON_MODELS") === "seed")
    return { baseline: "sonnet", judge: read("MODEL_COMPARISON_JUDGE") ?? GPT, variants: SEED };
  const baselineModel = read("MODEL_COMPARISON_BASELINE") ?? SONNET;
  const challengerModel = read("MODEL_COMPARISON_CHALLENGER") ?? GPT;
  if (baselineModel === challengerModel)
    throw new Error(
      `MODEL_COMPARISON_BASELINE and MODEL_COMPARISON_CHALLENGER both mean ${baselineModel}; a comparison needs two models.`,
    );
  const baseline = baselineModel === SONNET ? "sonnet" : variantName(baselineModel);
  const challenger = challengerModel === GPT ? "gpt" : variantName(challengerModel);
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
