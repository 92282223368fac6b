import { createRedactor, type Redactor } from "./redactor.js";

/** Shorter values are no secrets. */
const SHORTEST_SENT = 4;
/** Sets of secrets whose compiled forms are kept: a pipeline sends the same ones with each call. */
const KEPT_SETS = 50;
const kept = new Map<string, Redactor>();

/**
 * A redactor for what came back from where secrets were sent: an echo there is likely, so that shorter and plainer values
 * are hidden than in other texts.
 */
export function redactorOfSent(secrets: readonly string[]): Redactor {
  const long = secrets.map((secret) => secret.trim()).filter((secret) => secret.length >= SHORTEST_SENT);
  const key = JSON.stringify(long);
  const known = kept.get(key);
  if (known !== undefined) return known;
  const redactor = createRedactor(long);
  if (kept.size >= KEPT_SETS) kept.clear();
  kept.set(key, redactor);
  return redactor;
}
