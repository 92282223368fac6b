import { describe, expect, test } from "@jest/globals";
import { createModelGateway } from "../../../src/models/model-gateway.js";
import { resolveModelName } from "../../../src/models/model-name.js";
import { costOfCall } from "../../../src/models/model-price.js";
import { ModelSettings, mergeModelSettings } from "../../../src/models/model-settings.js";
import { anthropic } from "../../../src/models/providers/anthropic.js";
import { KNOWN_PROVIDERS } from "../../../src/models/providers/known-providers.js";
import { local } from "../../../src/models/providers/local.js";
import { openai } from "../../../src/models/providers/openai.js";

const AT = new Date("2026-01-02T03:04:05.678Z");
const describeWith = (settings: ModelSettings, model: string) =>
  createModelGateway({ environment: {}, settings, now: () => AT }).describe(model);
const capabilitiesOf = (model: string): string =>
  Object.entries(describeWith({}, model).capabilities)
    .flatMap(([name, has]) => (has ? [name] : []))
    .join(" ");

describe("the name of a model", () => {
  test.each([
    ["gpt-4o", "openai:gpt-4o"],
    ["o3-mini", "openai:o3-mini"],
    ["text-embedding-3-small", "openai:text-embedding-3-small"],
    ["ft:gpt-4o-mini:team::abc", "openai:ft:gpt-4o-mini:team::abc"],
    ["claude-sonnet-4-20250514", "anthropic:claude-sonnet-4-20250514"],
    ["openai:my-deployment", "openai:my-deployment"],
    ["anthropic:claude-next", "anthropic:claude-next"],
    ["local:llama3.2:3b", "local:llama3.2:3b"],
    ["local:org/model@v1", "local:org/model@v1"],
  ])("%s is %s", (name, id) => {
    expect(resolveModelName(name).id).toBe(id);
  });

  test.each([
    "",
    "llama3",
    "local:",
    "openai: gpt-4o",
    "gpt-4o mini",
    "mistral:large",
    "GPT-4o",
    "constructor",
  ])("%j is refused with what is allowed", (name) => {
    expect(() => resolveModelName(name, [openai, anthropic, local])).toThrow(
      `The model name ${JSON.stringify(name)} names no provider. Allowed are OpenAI's own names (gpt-5.4-mini, text-embedding-3-small), Anthropic's (claude-sonnet-4-6), and openai:NAME, anthropic:NAME and local:NAME with a NAME of letters, digits and . _ : / @ + - (local: is the OpenAI-compatible server at ASSAY_LOCAL_BASE_URL).`,
    );
  });
});

describe("the capabilities of a model", () => {
  const everything = "logprobs temperature topP n seed structuredOutput";
  test.each([
    ["gpt-4o", everything],
    ["gpt-4.1-mini", everything],
    ["gpt-5-chat-latest", everything],
    ["gpt-4-turbo", "logprobs temperature topP n seed"],
    ["gpt-3.5-turbo", "logprobs temperature topP n seed"],
    ["chatgpt-4o-latest", "logprobs temperature topP n seed"],
    ["ft:gpt-3.5-turbo-0125:team::abc", "logprobs temperature topP n seed"],
    ["ft:gpt-4:team::abc", "logprobs temperature topP n seed"],
    ["ft:gpt-4o-mini-2024-07-18:team::abc", everything],
    ["ft:o4-mini-2025-04-16:team::abc", "seed structuredOutput maxCompletionTokens reasoningEffort"],
    ["o1", "seed structuredOutput maxCompletionTokens reasoningEffort"],
    ["o3-mini", "seed structuredOutput maxCompletionTokens reasoningEffort"],
    ["o4-mini-2025-04-16", "seed structuredOutput maxCompletionTokens reasoningEffort"],
    ["gpt-5", "seed structuredOutput maxCompletionTokens reasoningEffort verbosity"],
    ["gpt-5.2", "seed structuredOutput maxCompletionTokens reasoningEffort verbosity"],
    ["gpt-5.1-chat-latest", "seed structuredOutput maxCompletionTokens reasoningEffort verbosity"],
    ["o1-mini", "maxCompletionTokens"],
    ["text-embedding-3-small", ""],
    ["claude-3-5-haiku-20241022", "temperature topP structuredOutput"],
    ["claude-sonnet-4-20250514", "temperature topP structuredOutput"],
    ["claude-opus-4-20250514", "temperature topP structuredOutput"],
    ["claude-opus-4-1-20250805", "temperature topP structuredOutput"],
    ["claude-opus-4-6", "temperature topP structuredOutput reasoningEffort"],
    ["claude-opus-4-7", "structuredOutput reasoningEffort"],
    ["claude-opus-4-8-20260101", "structuredOutput reasoningEffort"],
    ["claude-opus-4-10", "structuredOutput reasoningEffort"],
    ["claude-sonnet-5", "structuredOutput reasoningEffort"],
    ["local:llama3", "temperature topP seed"],
  ])("of %s are: %s", (model, expected) => {
    expect(capabilitiesOf(model)).toBe(expected);
  });

  test("are overridden one by one by the configuration, under either form of the name", () => {
    const settings = { capabilities: { "gpt-4o": { seed: false }, "local:llama3": { logprobs: true } } };
    expect(describeWith(settings, "openai:gpt-4o").capabilities).toMatchObject({
      seed: false,
      logprobs: true,
    });
    expect(describeWith(settings, "local:llama3").capabilities).toMatchObject({ logprobs: true, n: false });
  });
});

describe("the price of a model", () => {
  const usage = (parts: object) => ({
    inputTokens: 1_000_000,
    cachedInputTokens: null,
    cacheWriteTokens: null,
    outputTokens: 100_000,
    reasoningTokens: null,
    ...parts,
  });
  const costOf = (model: string, parts: object = {}, settings: ModelSettings = {}) =>
    costOfCall(usage(parts), {
      name: resolveModelName(model),
      served: resolveModelName(model),
      providers: KNOWN_PROVIDERS,
      settings,
      at: AT,
    });

  test.each([
    // openai.com/api/pricing and claude.com/pricing, as of 2025.
    ["gpt-4o", { inputUsd: 2.5, cachedInputUsd: 1.25, cacheWriteUsd: null, outputUsd: 10 }],
    ["gpt-4o-mini", { inputUsd: 0.15, cachedInputUsd: 0.075, cacheWriteUsd: null, outputUsd: 0.6 }],
    ["o3-mini", { inputUsd: 1.1, cachedInputUsd: 0.55, cacheWriteUsd: null, outputUsd: 4.4 }],
    ["claude-sonnet-4-20250514", { inputUsd: 3, cachedInputUsd: 0.3, cacheWriteUsd: 3.75, outputUsd: 15 }],
    ["text-embedding-3-small", { inputUsd: 0.02, cachedInputUsd: null, cacheWriteUsd: null, outputUsd: 0 }],
  ])("of %s is that of the price list", (model, price) => {
    expect(describeWith({}, model).price).toEqual(price);
  });

  test.each(["openai:my-deployment", "local:gpt-4o", "anthropic:unknown"])(
    "of %s is unknown, and so is the cost of a call",
    (model) => {
      expect(describeWith({}, model).price).toBeNull();
      expect(costOf(model)).toBeNull();
    },
  );

  test("counts cached input at its own price, and a cache write without one as fresh input", () => {
    // 600,000 at 2.50, 300,000 at 1.25, 100,000 written at 2.50, 100,000 out at 10.
    const cost = costOf("gpt-4o", { cachedInputTokens: 300_000, cacheWriteTokens: 100_000 });
    expect(cost).toBeCloseTo(1.5 + 0.375 + 0.25 + 1, 9);
  });

  test("rises with the tier of a long input", () => {
    // Above 200,000 input tokens claude-sonnet-4-5 costs 6 and 22.50.
    expect(costOf("claude-sonnet-4-5")).toBeCloseTo(6 + 2.25, 9);
  });

  test("is unknown where the usage is", () => {
    expect(costOf("gpt-4o", { inputTokens: null })).toBeNull();
    expect(costOf("gpt-4o", { outputTokens: null })).toBeNull();
  });

  test("is the configured one where there is one, for local models too", () => {
    const prices = { "local:llama3": { inputUsdPerMillion: 1, outputUsdPerMillion: 2 } };
    expect(costOf("local:llama3", { cachedInputTokens: 500_000 }, { prices })).toBeCloseTo(1.2, 9);
    const detailed = {
      "openai:gpt-4o": {
        inputUsdPerMillion: 10,
        cachedInputUsdPerMillion: 1,
        cacheWriteUsdPerMillion: 20,
        outputUsdPerMillion: 0,
      },
    };
    const cached = { cachedInputTokens: 500_000, cacheWriteTokens: 100_000 };
    expect(costOf("gpt-4o", cached, { prices: detailed })).toBeCloseTo(4 + 0.5 + 2, 9);
  });

  test("of zero is zero, not unknown", () => {
    const prices = { "local:llama3": { inputUsdPerMillion: 0, outputUsdPerMillion: 0 } };
    expect(costOf("local:llama3", {}, { prices })).toBe(0);
  });
});

describe("the settings of models", () => {
  const refusal = (settings: unknown): string => {
    const parsed = ModelSettings.safeParse(settings);
    return parsed.success
      ? ""
      : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n");
  };

  test("take limits by provider and by model, prices, capabilities, an embedding model and the check", () => {
    const settings = {
      limits: { openai: { requestsPerMinute: 500 }, "gpt-4o": { tokensPerMinute: 30_000, concurrency: 5 } },
      prices: { "local:llama3": { inputUsdPerMillion: 0, outputUsdPerMillion: 0 } },
      capabilities: { "local:llama3": { logprobs: true } },
      embedding: "text-embedding-3-small",
      check: false,
    };
    expect(ModelSettings.parse(settings)).toEqual(settings);
  });

  test("refuse a limit of none", () => {
    expect(refusal({ limits: { openai: { requestsPerMinute: 0 } } })).toBe(
      "limits.openai.requestsPerMinute: Too small: expected number to be >0",
    );
  });

  test("refuse a limit for what is neither provider nor model", () => {
    expect(refusal({ limits: { azure: { concurrency: 1 } } })).toMatch(
      /^limits\.azure: The model name "azure" names no provider\./,
    );
  });

  test("refuse a price for a provider as a whole", () => {
    expect(refusal({ prices: { openai: { inputUsdPerMillion: 1, outputUsdPerMillion: 1 } } })).toMatch(
      /^prices\.openai: The model name "openai" names no provider\./,
    );
  });

  test("refuse a negative price", () => {
    expect(refusal({ prices: { "gpt-4o": { inputUsdPerMillion: -1, outputUsdPerMillion: 1 } } })).toBe(
      "prices.gpt-4o.inputUsdPerMillion: Too small: expected number to be >=0",
    );
  });

  test("refuse an unknown field", () => {
    expect(refusal({ retries: 3 })).toBe(': Unrecognized key: "retries"');
  });

  test("refuse an embedding model without a provider", () => {
    expect(refusal({ embedding: "minilm" })).toMatch(
      /^embedding: The model name "minilm" names no provider\./,
    );
  });

  test("of included configurations are joined per key, the later one wins under either form of a name", () => {
    const price = (usd: number) => ({ inputUsdPerMillion: usd, outputUsdPerMillion: usd });
    expect(
      mergeModelSettings([
        {
          prices: { "gpt-4o": price(1), "o3-mini": price(2) },
          embedding: "text-embedding-3-small",
          check: false,
        },
        undefined,
        { prices: { "openai:gpt-4o": price(3) }, limits: { openai: { concurrency: 4 } }, check: true },
      ]),
    ).toEqual({
      prices: { "openai:gpt-4o": price(3), "openai:o3-mini": price(2) },
      limits: { openai: { concurrency: 4 } },
      capabilities: {},
      deployments: {},
      providers: {},
      embedding: "text-embedding-3-small",
      check: true,
    });
  });
});
