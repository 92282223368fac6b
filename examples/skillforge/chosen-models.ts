/** Which models SkillForge's experiments use. */
export interface ChosenModels {
  /** Writes the analyses. */
  readonly model: string;
  /** Judges them. */
  readonly judge: string;
}

const GPT = "gpt-5.4-mini";
const CLAUDE = "claude-sonnet-4-6";

/**
 * Chooses models from what is configured. SKILLFORGE_MODEL and SKILLFORGE_JUDGE decide where they are set. Else the
 * writer is Claude where Anthropic's key is there, GPT where only OpenAI's is, and `local:` ASSAY_LOCAL_MODEL where
 * there is only a local server. The judge is of another family than the writer where that can be had.
 *
 * Nothing is asked here and nothing fails. With nothing configured the names are OpenAI's, and a start is refused
 * with the name of the variable that is missing.
 */
export function chooseModels(environment: NodeJS.ProcessEnv): ChosenModels {
  const read = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const gpt = read("OPENAI_API_KEY") && GPT;
  const claude = read("ANTHROPIC_API_KEY") && CLAUDE;
  const localName = read("ASSAY_LOCAL_MODEL");
  const local = localName && read("ASSAY_LOCAL_BASE_URL") && `local:${localName}`;
  const model = read("SKILLFORGE_MODEL") ?? claude ?? gpt ?? local ?? GPT;
  const preferred = /^(openai:|gpt-|o\d)/.test(model) ? [claude, gpt, local] : [gpt, claude, local];
  const judge = read("SKILLFORGE_JUDGE") ?? preferred.find((name) => name !== undefined) ?? model;
  return { model, judge };
}
