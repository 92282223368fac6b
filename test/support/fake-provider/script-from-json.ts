import { z } from "zod";
import {
  byModel,
  failFirst,
  inTurn,
  judgeByCriterion,
  judgeDistribution,
  judgeFixedScore,
  pricedUsage,
  rateLimitedFraction,
  requestsPerMinuteLimit,
  seededLatency,
} from "./behaviours.js";
import { defaultAnswer } from "./default-answer.js";
import type { AnswerFunction, ProviderAnswer } from "./provider-answer.js";
import { ProviderScriptInvalidError } from "./provider-errors.js";
import type { ProviderFault } from "./provider-fault.js";

const answer = z
  .unknown()
  .optional()
  .transform((script): AnswerFunction => (script === undefined ? defaultAnswer : scriptFromJson(script)));
const otherwise = z
  .unknown()
  .optional()
  .transform((script): AnswerFunction | undefined =>
    script === undefined ? undefined : scriptFromJson(script),
  );
const fixedAnswer = z.record(z.string(), z.unknown()).transform((value) => value as ProviderAnswer);
const fault = z
  .record(z.string(), z.unknown())
  .refine((value) => "fault" in value || "status" in value, "a fault has `fault` or `status`")
  .transform((value) => value as unknown as ProviderFault);
const tokens = z.int().min(0).optional();
const fraction = z.number().min(0).max(1);

const catalogue: Readonly<Record<string, (parameters: unknown) => AnswerFunction>> = {
  default: named(z.strictObject({}), () => defaultAnswer),
  answer: named(fixedAnswer, (given) => () => given),
  inTurn: named(z.strictObject({ answers: z.tuple([fixedAnswer], fixedAnswer) }), ({ answers }) =>
    inTurn(answers),
  ),
  failFirst: named(
    z.strictObject({
      count: z.int().min(0),
      of: z.enum(["all", "each"]).optional(),
      fault: fault.optional(),
      answer,
    }),
    failFirst,
  ),
  rateLimitedFraction: named(
    z.strictObject({ seed: z.int(), fraction, retryAfterSeconds: z.number().min(0).optional(), answer }),
    rateLimitedFraction,
  ),
  requestsPerMinuteLimit: named(
    z.strictObject({ requestsPerMinute: z.number().positive(), burst: z.int().min(1).optional(), answer }),
    requestsPerMinuteLimit,
  ),
  seededLatency: named(
    z.strictObject({
      seed: z.int(),
      medianMs: z.number().min(0),
      sigma: z.number().min(0).optional(),
      maximumMs: z.number().optional(),
      answer,
    }),
    seededLatency,
  ),
  pricedUsage: named(
    z.strictObject({
      promptTokens: tokens,
      completionTokens: tokens,
      cachedTokens: tokens,
      cacheWriteTokens: tokens,
      reasoningTokens: tokens,
      answer,
    }),
    (parameters) => pricedUsage(withoutUndefined(parameters)),
  ),
  byModel: named(z.strictObject({ models: z.record(z.string(), answer), otherwise }), byModel),
  judgeFixedScore: named(
    z.strictObject({ score: z.number(), reason: z.string().optional() }),
    judgeFixedScore,
  ),
  judgeDistribution: named(
    z.strictObject({
      distribution: z.record(z.string(), fraction),
      seed: z.int().optional(),
      reason: z.string().optional(),
    }),
    judgeDistribution,
  ),
  judgeByCriterion: named(
    z.strictObject({
      scores: z.record(z.string(), z.number()),
      otherwise: z.number().optional(),
      reason: z.string().optional(),
    }),
    judgeByCriterion,
  ),
};

/**
 * Makes a script from `{ behaviour, parameters }`; `answer` within the parameters is such an object again.
 *
 * @throws ProviderScriptInvalidError for an unknown behaviour or parameters that it does not take.
 */
export function scriptFromJson(script: unknown): AnswerFunction {
  const parsed = z
    .strictObject({ behaviour: z.string(), parameters: z.unknown().optional() })
    .safeParse(script);
  const allowed = Object.keys(catalogue).join(", ");
  if (!parsed.success) {
    throw new ProviderScriptInvalidError(
      `A script is { "behaviour": name, "parameters": {…} } with a name of ${allowed}. ` +
        `Received ${JSON.stringify(script)}.`,
    );
  }
  const { behaviour, parameters } = parsed.data;
  const create = Object.hasOwn(catalogue, behaviour) ? catalogue[behaviour] : undefined;
  if (create === undefined) {
    throw new ProviderScriptInvalidError(`Unknown behaviour "${behaviour}". Allowed are ${allowed}.`);
  }
  return create(parameters ?? {});
}

function named<Schema extends z.ZodType>(
  schema: Schema,
  create: (parameters: z.output<Schema>) => AnswerFunction,
): (parameters: unknown) => AnswerFunction {
  return (parameters) => {
    const parsed = schema.safeParse(parameters);
    if (parsed.success) return create(parsed.data);
    throw new ProviderScriptInvalidError(`Parameters not taken: ${z.prettifyError(parsed.error)}`);
  };
}

function withoutUndefined<Value extends object>(
  value: Value,
): {
  [Key in keyof Value]: Exclude<Value[Key], undefined>;
} {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [Key in keyof Value]: Exclude<Value[Key], undefined>;
  };
}
