/** Which models SkillForge's experiments use, and why. */
export interface ChosenModels {
  /** Writes the analyses. */
  readonly model: string;
  /** Judges them. */
  readonly judge: string;
}

const GPT = "gpt-4o";
const CLAUDE = "claude-sonnet-4-20250514";

/**
 * Chooses models from what is configured: SKILLFORGE_MODEL and SKILLFORGE_JUDGE where they are set, else OpenAI's
 * where there is a key, Anthropic's where there is only that, and the local model (ASSAY_LOCAL_MODEL) where there
 * is only a local server. The judge is of another family than the model it judges where both keys are there.
 *
 * Nothing is asked and nothing fails here. Without any key the names are those of OpenAI, and a start is refused
 * with the name of the variable that is missing.
 */
export function chooseModels(environment: NodeJS.ProcessEnv): ChosenModels {
  const read = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const openai = read("OPENAI_API_KEY") === undefined ? undefined : GPT;
  const anthropic = read("ANTHROPIC_API_KEY") === undefined ? undefined : CLAUDE;
  const localName = read("ASSAY_LOCAL_MODEL");
  const local = read("ASSAY_LOCAL_BASE_URL") === undefined || localName === undefined ? undefined : `local:${localName}`;
  const model = read("SKILLFORGE_MODEL") ?? openai ?? anthropic ?? local ?? GPT;
  const isGpt = /^(openai:|gpt-)/.test(model);
  const byPreference = isGpt ? [anthropic, openai, local] : [openai, anthropic, local];
  const judge = read("SKILLFORGE_JUDGE") ?? byPreference.find((name) => name !== undefined) ?? model;
  return { model, judge };
}
