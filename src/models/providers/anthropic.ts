import type { ModelCapabilities } from "../../domain/model/models.js";
import { NO_CAPABILITIES } from "./no-capabilities.js";
import type { Provider } from "./provider.js";
import { readProviderAccess } from "./provider-access.js";
import type { Retirement } from "./retirement.js";

const claude: ModelCapabilities = {
  ...NO_CAPABILITIES,
  temperature: true,
  topP: true,
  structuredOutput: true,
};
/** Effort came with Claude Opus 4.5. */
const takesEffort = [
  /claude-opus-4-([5-9]|\d\d(?!\d))/,
  /claude-sonnet-4-([6-9])(?!\d)/,
  /claude-[a-z]+-([5-9]|\d\d)(?!\d)/,
];

const withoutSampling: ModelCapabilities = { ...claude, temperature: false, topP: false };

/** Claude Opus 4.7 and later, and every family from version 5 on, refuse sampling parameters. */
const refusesSampling = [/claude-opus-4-([7-9]|\d\d(?!\d))/, /claude-[a-z]+-([5-9]|\d\d)(?!\d)/];

const announced = {
  source: "platform.claude.com/docs/en/about-claude/model-deprecations",
  asOf: "2026-11-28",
};

const retirements: readonly Retirement[] = [
  { ...announced, on: "2026-06-15", pattern: /^claude-(sonnet|opus)-4-(0|20250514)$/ },
  { ...announced, on: "2026-08-05", pattern: /^claude-opus-4-1(-\d+)?$/ },
  { ...announced, on: "2026-01-05", pattern: /^claude-3-opus-/ },
  { ...announced, on: "2025-10-28", pattern: /^claude-3-5-sonnet-/ },
  { ...announced, on: "2025-07-21", pattern: /^claude-(2\.\d|3-sonnet-.*)$/ },
];

/** Anthropic's Messages API. */
export const anthropic: Provider = {
  name: "anthropic",
  ownNames: { pattern: /^claude-/, described: "Anthropic's (claude-sonnet-4-6)" },
  note: null,
  neededVariable: "ANTHROPIC_API_KEY",
  embeddingNames: null,
  secretVariables: ["ANTHROPIC_API_KEY"],
  access: (environment) =>
    readProviderAccess(
      {
        provider: "anthropic",
        key: "ANTHROPIC_API_KEY",
        example: "claude-sonnet-4-6",
        baseUrl: "ANTHROPIC_BASE_URL",
        usualBaseUrl: "https://api.anthropic.com/v1",
        // Anthropic's own variable is written without the version.
        lacksVersion: (path) => !/\/v\d+$/.test(path),
      },
      environment,
    ),
  async open({ baseUrl, key }, fetch) {
    const { createAnthropic } = await import("@ai-sdk/anthropic");
    const provider = createAnthropic({ baseURL: baseUrl, apiKey: key ?? "", fetch });
    return { chat: (model) => provider(model), embedding: null };
  },
  modelList: {
    path: "/models?limit=1000",
    headers: ({ key }) => ({ "x-api-key": key ?? "", "anthropic-version": "2023-06-01" }),
    isOptional: false,
  },
  capabilitiesOf: (model) => ({
    ...(refusesSampling.some((pattern) => pattern.test(model)) ? withoutSampling : claude),
    reasoningEffort: takesEffort.some((pattern) => pattern.test(model)),
  }),
  priceListId: "anthropic",
  retirements,
  settingsOf({ reasoningEffort: effort }, { description, settings }) {
    const { temperature, topP, ...others } = settings;
    return {
      ...others,
      // Claude takes one of the two; temperature is what people mean.
      ...(temperature === undefined ? {} : { temperature: Math.min(1, Math.max(0, temperature)) }),
      ...(temperature !== undefined || topP === undefined ? {} : { topP }),
      ...(effort === undefined || !description.capabilities.reasoningEffort
        ? {}
        : { providerOptions: { anthropic: { effort } } }),
    };
  },
  readReply: () => ({
    refusal: null,
    reasoning: null,
    costUsd: null,
    systemFingerprint: null,
    logprobs: null,
  }),
  classifyFailure({ status, message }) {
    return status === 400 && message !== null && /credit balance is too low/i.test(message)
      ? "no-credit"
      : null;
  },
};
