import { expect, test } from "@jest/globals";
import { findLocalModel } from "../../../src/models/find-local-model.js";
import { startFakeProvider } from "../../support/fake-provider/start-fake-provider.js";

test("finds the first model that is not for embeddings", async () => {
  const provider = await startFakeProvider({ models: ["nomic-embed-text", "llama3.1:8b", "qwen3"] });
  expect(await findLocalModel({ ASSAY_LOCAL_BASE_URL: provider.openaiBaseUrl })).toBe("llama3.1:8b");
  expect(provider.calls.map(({ method, path }) => `${method} ${path}`)).toEqual(["GET /v1/models"]);
  await provider.stop();
});

test.each([
  ["only embedding models", { models: ["nomic-embed-text"] }],
  ["a key it was not given", { acceptedKeys: ["secret"] }],
])("finds none at a server with %s", async (_case, options) => {
  const provider = await startFakeProvider(options);
  expect(await findLocalModel({ ASSAY_LOCAL_BASE_URL: provider.openaiBaseUrl })).toBeNull();
  await provider.stop();
});

test("finds none where nothing answers", async () => {
  expect(await findLocalModel({ ASSAY_LOCAL_BASE_URL: "http://127.0.0.1:1/v1" })).toBeNull();
});

test("sends the local server's key", async () => {
  const provider = await startFakeProvider({ models: ["llama3.1"], acceptedKeys: ["local-key"] });
  const environment = { ASSAY_LOCAL_BASE_URL: provider.openaiBaseUrl, ASSAY_LOCAL_API_KEY: "local-key" };
  expect(await findLocalModel(environment)).toBe("llama3.1");
  await provider.stop();
});

test("refuses a base URL that is none", async () => {
  await expect(findLocalModel({ ASSAY_LOCAL_BASE_URL: "localhost" })).rejects.toThrow(
    "ASSAY_LOCAL_BASE_URL is no URL. Allowed is http:// or https:// with host and path, such as http://localhost:8000/v1.",
  );
});
