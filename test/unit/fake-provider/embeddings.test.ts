import { describe, expect, test } from "@jest/globals";
import { embeddingVector } from "../../support/fake-provider/embedding-vector.js";
import { post } from "./provider-client.js";
import { providerSuite } from "./provider-suite.js";

const start = providerSuite();
const embeddings = (rest: object) => ({
  path: "/v1/embeddings",
  body: { model: "text-embedding-3-small", ...rest },
});
const cosine = (left: readonly number[], right: readonly number[]): number =>
  left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);

describe("embeddings", () => {
  test("gives one unit vector per text, the same in numbers and in base64", async () => {
    const provider = await start();
    const input = ["red fox", "blue whale"];
    const { body } = await post(provider, embeddings({ input, dimensions: 8 }));
    expect(body.data).toHaveLength(2);
    expect(body.usage).toEqual({ prompt_tokens: 4, total_tokens: 4 });
    const packed = await post(provider, embeddings({ input, dimensions: 8, encoding_format: "base64" }));
    const bytes = Buffer.from(String(packed.body.data?.[1]?.embedding), "base64");
    const floats = [0, 1, 2, 3, 4, 5, 6, 7].map((index) => bytes.readFloatLE(index * 4));
    expect(floats).toEqual([...(body.data?.[1]?.embedding ?? [])].map(Number).map(Math.fround));
  });

  test("ranks texts by the words they share", () => {
    const [query, near, far] = [
      "the quick brown fox jumps",
      "a quick brown fox leaps",
      "interest rates rose sharply yesterday",
    ].map((text) => embeddingVector(text, 256)) as [number[], number[], number[]];
    expect(cosine(query, query)).toBeCloseTo(1, 12);
    expect(cosine(query, near)).toBeCloseTo(0.6, 12);
    expect(cosine(query, far)).toBe(0);
    expect(cosine(embeddingVector("!?", 256), embeddingVector("!?", 256))).toBe(1);
  });

  test("takes vectors and faults from the script", async () => {
    const provider = await start({ answer: () => ({ embeddings: [[0.6, 0.8]] }) });
    expect((await post(provider, embeddings({ input: "a" }))).body.data?.[0]?.embedding).toEqual([0.6, 0.8]);
    provider.setAnswer(() => ({ status: 500 }));
    expect((await post(provider, embeddings({ input: "a" }))).status).toBe(500);
  });

  test.each([[{}], [{ input: [] }], [{ input: "" }], [{ input: ["a", ""] }]])("refuses %j", async (rest) => {
    const provider = await start();
    const reply = await post(provider, embeddings(rest));
    expect(reply.status).toBe(400);
    expect(reply.body.error?.param).toBe("input");
  });
});
