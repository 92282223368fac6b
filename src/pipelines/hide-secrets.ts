/** Shorter values are no secrets, and replacing them would garble any text. */
const SHORTEST_SECRET = 4;

/** A text that came from outside, without the secrets that were sent there: services echo what they get. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .reduce((hidden, secret) => hidden.replaceAll(secret, "[hidden]"), text);
}
