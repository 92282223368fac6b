import type { Experiment } from "../domain/experiment/experiment.js";
import { fingerprint, observationId } from "../domain/ids.js";
import type { JsonObject } from "../domain/json/json.js";
import {
  BudgetExhaustedError,
  BudgetOccupiedError,
  findTransientModelError,
  ModelPriceUnknownError,
  ModelReplyUnusableError,
} from "../domain/model/model-errors.js";
import type {
  CallIdentity,
  EmbeddingAnswer,
  EmbeddingRequest,
  ModelAnswer,
  ModelRequest,
  Models,
} from "../domain/model/models.js";
import { formatUsd } from "../formatting/format-usd.js";
import type { CallSlot } from "./call-slots.js";
import { estimateCall } from "./estimate-call.js";
import {
  cachedObservation,
  fromObservation,
  type RecordedCall,
  toFailedObservation,
  toObservation,
} from "./model-observation.js";
import type { ActivityPorts } from "./ports.js";

/** Where in an experiment the calls belong. */
export interface CallPlace {
  readonly experiment: Experiment;
  readonly traceId: string;
  /** Step of the run, such as `pipeline` or `evaluate/ID`. */
  readonly step: string;
  /** Failures of the step so far; calls without a key start anew with each. */
  readonly failures: number;
  /** The step's try, which tells failed calls apart. */
  readonly tryNumber: number;
  readonly parentObservationId: () => string | null;
  readonly signal: AbortSignal;
  /** Set when each model call takes a slot of its own instead of the whole step. */
  readonly slot: CallSlot | null;
}

/** The models lent to one call of user code, and what lending them took. */
export interface LentModels {
  readonly models: Models;
  /** Calls asked for, those found in the store included. */
  readonly calls: () => number;
  /** Time spent waiting for slots and limits, in milliseconds; no part of the pipeline's latency. */
  readonly waitedMs: () => number;
}

type Asked = (ModelRequest | EmbeddingRequest) & CallIdentity;
type Answer = ModelAnswer | EmbeddingAnswer;

/** Lends the models: every call is an observation, within limits and budget, and one that has finished is never made again. */
export function lendModels(ports: ActivityPorts, place: CallPlace): LentModels {
  let ordinal = 0;
  let calls = 0;
  let waitedMs = 0;
  const scope = place.experiment.comparisonId ?? place.experiment.id;
  const scopes = [...new Set([place.experiment.id, scope])];

  const call = async (type: RecordedCall["type"], asked: Asked): Promise<Answer> => {
    const { key, sampleIndex = 0, name, ...request } = asked;
    calls += 1;
    const described = JSON.stringify([
      ...[place.step, key ?? `${place.failures}/${ordinal++}`],
      ...[sampleIndex, fingerprint(request)],
    ]);
    const id = observationId(place.traceId, described);
    const stored = await ports.store.getObservation(id);
    if (stored !== null) return fromObservation(stored);
    const description = ports.gateway.describe(request.model);
    const recorded: RecordedCall = {
      id,
      type,
      description,
      traceId: place.traceId,
      parentObservationId: place.parentObservationId(),
      name: name ?? description.id,
      request: request as unknown as JsonObject,
      identity: { key: key ?? null, sampleIndex, step: place.step },
      startedAt: ports.now(),
    };
    const cacheKey = place.experiment.cache
      ? fingerprint(["call-cache-v1", description.id, request, sampleIndex])
      : null;
    const cached = cacheKey === null ? null : await ports.store.getCachedCall(cacheKey);
    if (cached !== null) {
      const observation = cachedObservation(recorded, cached, ports.now());
      await ports.store.recordCall({ observation, scopes, cacheKey: null });
      return fromObservation(observation);
    }
    return await make(recorded, { described, asked, cacheKey });
  };

  const make = async (
    recorded: RecordedCall,
    {
      described,
      asked,
      cacheKey,
    }: { readonly described: string; readonly asked: Asked; readonly cacheKey: string | null },
  ): Promise<Answer> => {
    const { limits } = place.experiment;
    const { signal } = place;
    const estimate = estimateCall(asked, recorded.description);
    const asksAt = ports.now().getTime();
    let isSent = false;
    const request = (): Promise<Answer> => {
      waitedMs += ports.now().getTime() - asksAt;
      recorded.startedAt = ports.now();
      signal.throwIfAborted();
      isSent = true;
      const { key: _key, sampleIndex: _sample, name: _name, ...bare } = asked;
      return "texts" in bare
        ? ports.gateway.embed(bare, { signal })
        : ports.gateway.generate(bare as ModelRequest, { signal });
    };
    const limited = () =>
      ports.limitProvider(
        {
          model: recorded.description,
          estimatedTokens: estimate.tokens,
          signal,
          experiment: { scope, requestsPerMinute: limits.requestsPerMinute },
        },
        async () => {
          await admit(recorded, estimate);
          return await request();
        },
      );
    // The slot is kept until the answer is stored: a crash loses no more answers than there may be calls in flight.
    const kept = async (): Promise<Answer> => {
      const answer = await limited();
      const observation = toObservation(recorded, answer, ports.now());
      await ports.store.recordCall({ observation, scopes, cacheKey });
      return answer;
    };
    try {
      return place.slot === null ? await kept() : await ports.slots.run({ ...place.slot, signal }, kept);
    } catch (error) {
      if (isSent && mayBePaid(error, signal)) await ports.store.loseCall(recorded.id);
      else await ports.store.releaseCall(recorded.id);
      if (error instanceof BudgetExhaustedError || error instanceof BudgetOccupiedError || signal.aborted)
        throw error;
      const id = observationId(place.traceId, `${described}/failed/${place.tryNumber}`);
      const observation = toFailedObservation({ ...recorded, id }, error, ports.now());
      if (observation.usage === null) await ports.store.putObservations([observation]);
      else await ports.store.recordCall({ observation, scopes, cacheKey: null });
      throw error;
    }
  };

  const admit = async (
    { id, description }: RecordedCall,
    estimate: ReturnType<typeof estimateCall>,
  ): Promise<void> => {
    const { budgetUsd, budgetTokens } = place.experiment.limits;
    if (budgetUsd !== null && estimate.costUsd === null) throw new ModelPriceUnknownError(description.id);
    const admission = await ports.store.reserveCall({
      id,
      experimentId: place.experiment.id,
      scope,
      at: ports.now(),
      budget: { usd: budgetUsd, tokens: budgetTokens },
      estimate,
    });
    if (admission === "wait") throw new BudgetOccupiedError();
    if (admission === "exhausted") {
      const spent = await ports.store.getSpending(scope);
      throw new BudgetExhaustedError(
        `The budget (${describeBudget(budgetUsd, budgetTokens)}) leaves nothing for another call: ` +
          `${formatUsd(spent.costUsd)} and ${spent.tokens} tokens are spent in ${spent.calls} calls.`,
      );
    }
  };

  return {
    calls: () => calls,
    waitedMs: () => waitedMs,
    models: {
      describe: (model) => ports.gateway.describe(model),
      generate: (asked) => call("GENERATION", asked) as Promise<ModelAnswer>,
      embed: (asked) => call("EMBEDDING", asked) as Promise<EmbeddingAnswer>,
    },
  };
}

/** Whether the provider may have answered, and be paid, without anybody seeing the answer. */
function mayBePaid(error: unknown, signal: AbortSignal): boolean {
  // Of a reply that tells its tokens the observation is counted, in place of an estimate.
  if (error instanceof ModelReplyUnusableError) return error.mayBePaid;
  return signal.aborted || findTransientModelError(error)?.mayBePaid === true;
}

function describeBudget(usd: number | null, tokens: number | null): string {
  const parts = [usd === null ? null : `${usd} USD`, tokens === null ? null : `${tokens} tokens`];
  return parts.filter((part) => part !== null).join(", ");
}
