/**
 * Version of all wording that a G-Eval judge is given. Raise it with any change of a prompt: scores under
 * different wording are not comparable, and evaluation steps are written again.
 */
export const G_EVAL_PROMPT_VERSION = 1;
