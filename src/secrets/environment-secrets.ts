/** Shorter values occur in any text; hiding them would garble it. */
const SHORTEST_SECRET = 8;
/** From here on a value of letters alone, or digits alone, is hidden too. */
const LONG_ENOUGH_FOR_ANY = 16;
/** Parts of a value between blanks and line breaks are hidden by themselves from here on. */
const SHORTEST_PART = 16;

/** Keys that servers without authentication tell one to set. */
const PLACEHOLDERS = new Set(["lm-studio", "no-key-required", "not-needed", "sk-no-key-required"]);

/** Names of variables that hold secrets, wherever they come from. */
const SECRET_NAME =
  /(?:^|_)(?:API_?KEY|(?:ACCESS|PRIVATE|SECRET|SIGNING)_KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|COOKIE|JWT|BEARER|CODEC_AUTH|KEY_DATA)(?:_\d+)?$|_(?:SECRET|TOKEN|PASSWORD|KEY)_(?!(?:FILE|PATH|DIR|ID|NAME|URL)$)/i;
/** Any other key may be the name of a column: `PARTITION_KEY=tenant_id`. */
const KEY_NAME = /(?:^|_)KEY(?:_\d+)?$/i;
const PLAIN_WORDS = /^[a-z]+(?:[_.:-][a-z]+)*$/i;

/** A variable, and a value of it that must be shown nowhere. */
export interface EnvironmentSecret {
  readonly variable: string;
  readonly value: string;
}

/**
 * The secrets of an environment: the values of the variables asked for (those that a pipeline reads), of all whose
 * names say so (`..._API_KEY`, `..._TOKEN`, `..._PASSWORD` and the like), and what addresses carry as user, password
 * or key (`HTTPS_PROXY=http://user:password@proxy`).
 *
 * Left out is what would be found in ordinary text: fewer than 8 characters, and a single word or number of fewer
 * than 16.
 */
export function listSecrets(
  environment: Readonly<Record<string, string | undefined>>,
  asked: readonly string[] = [],
): readonly EnvironmentSecret[] {
  const wanted = new Set(asked);
  return Object.entries(environment).flatMap(([variable, value]) => {
    if (value === undefined) return [];
    const isSecret =
      wanted.has(variable) ||
      SECRET_NAME.test(variable) ||
      (KEY_NAME.test(variable) && !PLAIN_WORDS.test(value.trim()));
    const values = isSecret ? partsOf(value.trim()) : secretsOfUrl(value);
    return values.filter(isHideable).map((one) => ({ variable, value: one }));
  });
}

/** True for a value that can be hidden without garbling other texts. */
export function isHideable(value: string): boolean {
  if (value.length < SHORTEST_SECRET || PLACEHOLDERS.has(value)) return false;
  return value.length >= LONG_ENOUGH_FOR_ANY || !/^(?:[A-Za-z]?[a-z]+|[A-Z]+|\d+)$/.test(value);
}

/** The value, and its lines and words: a service that got `Bearer abc` repeats `abc`, one line of a PEM file is enough to know it. */
function partsOf(value: string): readonly string[] {
  const parts = value.split(/\s+|\\n/).filter((part) => part.length >= SHORTEST_PART && part !== value);
  return [value, ...parts, ...secretsOfUrl(value)];
}

function secretsOfUrl(value: string): readonly string[] {
  if (!/^[a-z][\w+.-]*:\/\//i.test(value) || !URL.canParse(value)) return [];
  const { username, password, searchParams } = new URL(value);
  const keys = [...searchParams].filter(([name]) => /key|token|secret|sig|password/i.test(name));
  return [password === "" ? username : password, ...keys.map(([, key]) => key)].map(decode);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
