/** Named entities that HTML writers use for characters a secret may have. */
const ENTITIES: Readonly<Record<string, string>> = {
  "&": "amp|#38|#x26",
  "<": "lt|#60|#x3c",
  ">": "gt|#62|#x3e",
  '"': "quot|#34|#x22",
  "'": "apos|#39|#x27",
  "/": "#47|#x2f",
};

/** Marks that services put in place of the middle of a key which they repeat. */
const MASK = "[*•●…]";
/** Shorter values are not looked for in masked form: what is left of them would be found anywhere. */
const SHORTEST_MASKED = 12;
/** A piece of base64 has to be so long to be told from other text. */
const SHORTEST_BASE64 = 8;

/**
 * The source of a case-insensitive regular expression that matches secrets in the writings which can be looked for
 * quickly: as they are, in base64 and base64url (at each of the three places a text can have in a larger one), and in
 * part, behind asterisks. The first ones win where several match.
 */
export function plainPattern(secrets: readonly string[]): string {
  const whole = secrets.flatMap((secret) => [escapePattern(secret), ...base64Patterns(secret)]);
  const maskable = secrets.filter((secret) => secret.length >= SHORTEST_MASKED && !/\s/.test(secret));
  return [...whole, ...maskedPatterns(maskable)].join("|");
}

/**
 * One source that also matches a secret in which any characters are escaped, in any mixture: JSON's escapes (up to
 * three times one in the other), \u escapes, percent-encoding (also twice), HTML entities, and + for a blank.
 */
export function escapedPattern(secret: string): string {
  return Array.from(secret, characterPattern).join("");
}

function characterPattern(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  const entity = ENTITIES[character];
  // What is longer first: %25 is not to be taken for a % that is followed by 25.
  return `(?:${[
    Array.from(Buffer.from(character), (byte) => `%(?:25){0,2}${hexadecimal(byte, 2)}`).join(""),
    units.map((unit) => `\\\\{1,4}u${hexadecimal(unit, 4)}`).join(""),
    ...(entity === undefined ? [] : [`&(?:${entity});`]),
    ...escapedForms(character),
  ].join("|")})`;
}

/** A bounded number of backslashes: a text of nothing else must not take quadratic time. */
function escapedForms(character: string): readonly string[] {
  const short = { "\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f" }[character];
  if (short !== undefined) return [escapePattern(character), `\\\\{1,4}${short}`];
  if (character === "\\") return ["\\\\{1,8}"];
  if (character === " ") return [" ", "\\+"];
  return /["'/]/.test(character) ? [`\\\\{0,7}${escapePattern(character)}`] : [escapePattern(character)];
}

/** The characters of base64 that the secret alone decides, wherever it begins within a group of three bytes. */
function base64Patterns(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    const own = text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    if (own.length < SHORTEST_BASE64) return [];
    return [Array.from(own, (character) => BASE64_FORMS[character] ?? character).join("")];
  });
}

const BASE64_FORMS: Readonly<Record<string, string>> = {
  "+": "(?:\\+|-|%2b)",
  "/": "(?:\\\\{0,3}\\/|_|%2f)",
};

/** `sk-ab***wxyz` and `***wxyz`: what is shown of the beginning or end, with at least three marks. */
function maskedPatterns(secrets: readonly string[]): readonly string[] {
  if (secrets.length === 0) return [];
  const ends = secrets.map((secret) => escapePattern(secret.slice(-4))).join("|");
  const starts = secrets.map((secret) => escapePattern(secret.slice(0, 4))).join("|");
  return [
    `(?:${starts})[\\w-]{0,20}${MASK}{3,}[\\w-]{0,20}`,
    `(?<!${MASK})${MASK}{3,200}[\\w-]{0,16}?(?:${ends})`,
  ];
}

/** A text as the source of a regular expression that matches it alone. */
export function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

function hexadecimal(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}
