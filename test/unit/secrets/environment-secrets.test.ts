import { expect, test } from "@jest/globals";
import { listSecrets } from "../../../src/secrets/environment-secrets.js";

const valuesOf = (environment: Record<string, string>, asked: readonly string[] = []): readonly string[] =>
  listSecrets(environment, asked).map(({ value }) => value);

test.each([
  ["OPENAI_API_KEY", "sk-proj-1234"],
  ["ASSAY_LOCAL_API_KEY", "local-key-1"],
  ["SERVICE_TOKEN", "tok-12345"],
  ["DB_PASSWORD", "hunter22"],
  ["STRIPE_SECRET", "whsec_1234"],
  ["AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI"],
  ["TEMPORAL_CODEC_AUTH", "Basic-abc1"],
  ["MY_TOKEN_2", "tok-12345"],
])("the value of %s is a secret by its name", (name, value) => {
  expect(listSecrets({ [name]: value })).toEqual([{ variable: name, value }]);
});

test.each(["KEYBOARD", "TOKENIZERS_PARALLELISM", "SSL_KEY_FILE", "SECRET_DIR", "MONKEY", "MODEL"])(
  "the value of %s is one only when a pipeline reads it",
  (name) => {
    expect(valuesOf({ [name]: "some-value-1" })).toEqual([]);
    expect(valuesOf({ [name]: "some-value-1" }, [name])).toEqual(["some-value-1"]);
  },
);

test.each(["test", "1234567", "12345678", "production", "not-needed", "lm-studio", ""])(
  "“%s” is hidden nowhere: it occurs in ordinary text",
  (value) => expect(valuesOf({ A_TOKEN: value }, ["A_TOKEN"])).toEqual([]),
);

test.each([
  ["HTTPS_PROXY", "http://user:pr0xy-pass@proxy.example:3128", ["pr0xy-pass"]],
  ["DATABASE_URL", "postgres://app:p%40ss-word1@db/app", ["p@ss-word1"]],
  ["HOOK", "https://example.org/hook?key=abc-12345&user=ann", ["abc-12345"]],
  ["SENTRY_DSN", "https://0123456789abcdef@sentry.example/1", ["0123456789abcdef"]],
  ["HOME_PAGE", "https://example.org/index?page=12345678", []],
])("what the address in %s carries is a secret", (name, value, expected) => {
  expect(valuesOf({ [name]: value })).toEqual(expected);
});

test("lines and words of a value are secrets by themselves when they are long", () => {
  const line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC";
  const pem = `-----BEGIN PRIVATE KEY-----\n${line}\n-----END PRIVATE KEY-----`;
  expect(valuesOf({ TLS_KEY: pem })).toEqual([pem, line]);
  expect(valuesOf({ A_TOKEN: "Bearer abcdef0123456789" })).toEqual([
    "Bearer abcdef0123456789",
    "abcdef0123456789",
  ]);
});
