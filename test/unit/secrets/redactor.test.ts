import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { createRedactor } from "../../../src/secrets/redactor.js";

const KEY = "sk-proj-Ab9_xY7+Qz/3";
const ODD = 'p"w\\d/é &<x>\n+9%41';

const json = (value: unknown): string => JSON.stringify(value);
const percent = (text: string): string =>
  Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
const unicode = (text: string): string =>
  Array.from(
    { length: text.length },
    (_, index) => `\\u${text.charCodeAt(index).toString(16).padStart(4, "0")}`,
  ).join("");

const writings: readonly (readonly [string, (secret: string) => string, string])[] = [
  ["as it is", (secret) => secret, "[hidden]"],
  [
    "in lower case, as a host's name",
    (secret) => secret.replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
    "[hidden]",
  ],
  ["as JSON", (secret) => json(secret).slice(1, -1), "[hidden]"],
  ["as JSON in JSON", (secret) => json(json(secret)).slice(3, -3), "[hidden]"],
  ["as JSON in JSON in JSON", (secret) => json(json(json(secret))).slice(7, -7), "[hidden]"],
  ["percent-encoded where it must be", encodeURIComponent, "[hidden]"],
  ["percent-encoded throughout", percent, "[hidden]"],
  ["percent-encoded twice", (secret) => encodeURIComponent(percent(secret)), "[hidden]"],
  ["as a form", (secret) => new URLSearchParams({ k: secret }).toString().slice(2), "[hidden]"],
  ["in \\u escapes", unicode, "[hidden]"],
  ["in \\u escapes within JSON", (secret) => json(unicode(secret)).slice(1, -1), "[hidden]"],
];

describe("a secret is hidden", () => {
  test.each(writings)("%s", (_, write, expected) => {
    for (const secret of [KEY, ODD])
      expect(createRedactor([secret]).text(`before ${write(secret)} after`)).toBe(`before ${expected} after`);
  });

  test("in the entities of HTML", () => {
    expect(createRedactor(['a<b>&"c"9']).text("<b>a&lt;b&gt;&amp;&quot;c&#34;9</b>")).toBe("<b>[hidden]</b>");
  });

  test.each(["base64", "base64url"] as const)(
    "in %s, wherever it begins within a larger text",
    (encoding) => {
      for (const user of ["", "u", "us", "use"]) {
        for (const secret of [KEY, ODD]) {
          const sent = Buffer.from(`${user}:${secret}:end`).toString(encoding);
          const shown = createRedactor([secret]).text(`Basic ${sent}`);
          expect(shown).toContain("[hidden]");
          const left = shown.replace("Basic ", "").split("[hidden]");
          // What is left of either side decodes to at most one character of the secret.
          expect(Buffer.from(left[0] ?? "", encoding).toString("latin1")).toBe(
            `${user}:`.slice(0, Buffer.from(left[0] ?? "", encoding).length),
          );
          expect((left[1] ?? "").replace(/=+$/, "").length).toBeLessThanOrEqual(7);
        }
      }
    },
  );

  test.each([
    ["Incorrect API key provided: sk-pr***************Qz/3.", "Incorrect API key provided: [hidden]/3."],
    ["key ending in ****Qz/3", "key ending in [hidden]"],
  ])("where a provider shows it in part: %s", (text, expected) => {
    expect(createRedactor([KEY]).text(text)).toBe(expected);
  });

  test("whole, where another one is its beginning", () => {
    expect(createRedactor(["token-123", "token-123-456"]).text("token-123-456 token-123")).toBe(
      "[hidden] [hidden]",
    );
  });

  test("in names of fields, which stay distinct, and at any depth", () => {
    const value = {
      a: [{ [`x${KEY}`]: 1, [`x${json(KEY)}`]: 2 }],
      [KEY]: KEY,
      b: null,
      [`${KEY}`.toUpperCase()]: 3,
    };
    expect(createRedactor([KEY]).value(value)).toEqual({
      a: [{ "x[hidden]": 1, 'x"[hidden]"': 2 }],
      "[hidden]": "[hidden]",
      b: null,
      "[hidden] 2": 3,
    });
  });
});

describe("what holds no secret", () => {
  test("comes back as the very same", () => {
    const value = { text: 'He said "50%25 of \\u0041"', list: [1, true, null, { a: "b" }] };
    expect(createRedactor([KEY, ODD]).value(value)).toBe(value);
    expect(createRedactor([]).value(value)).toBe(value);
  });

  test("is untouched whatever it is", () => {
    const redactor = createRedactor([KEY, ODD]);
    fc.assert(fc.property(fc.jsonValue(), (value) => expect(redactor.value(value)).toBe(value)));
  });

  test("stays JSON where the letter of an escape would be the secret's first", () => {
    const shown = createRedactor(["n0tsecret12"]).text('{"text":"a\\n0tsecret12"}');
    expect(() => JSON.parse(shown)).not.toThrow();
  });
});

test("any secret is hidden in any of its writings within any text", () => {
  const secret = fc.string({ minLength: 8, maxLength: 60, unit: "grapheme" }).filter((text) => {
    const kept = text.replace(/[^!-~]|[\\+]/g, "");
    return /^[\da-z].*\S$/is.test(text) && kept.length >= 4;
  });
  const write = fc.constantFrom(...writings.map(([, one]) => one));
  fc.assert(
    fc.property(secret, write, (text, encode) => {
      const shown = createRedactor([text]).text(`<<<${encode(text)}>>>`);
      expect(shown).toBe("<<<[hidden]>>>");
    }),
    { numRuns: 200 },
  );
});
