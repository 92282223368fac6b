import type { JudgedPlace } from "../judged-texts.js";

/** The settings that all text evaluators share, defaults filled in, for their fingerprint. */
export function textSettings({ path, normalize = true, parseText = false }: JudgedPlace): {
  readonly path: string | null;
  readonly normalize: boolean;
  readonly parseText: boolean;
} {
  return { path: path ?? null, normalize, parseText };
}
