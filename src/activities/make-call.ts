import { observationId } from "../domain/ids.js";
import {
  BudgetExhaustedError,
  BudgetOccupiedError,
  findTransientModelError,
  ModelReplyUnusableError,
} from "../domain/model/model-errors.js";
import type {
  CallIdentity,
  EmbeddingAnswer,
  EmbeddingRequest,
  ModelAnswer,
  ModelRequest,
} from "../domain/model/models.js";
import { admitCall } from "./admit-call.js";
import type { CallPlace } from "./call-place.js";
import { estimateCall } from "./estimate-call.js";
import { keepPaid } from "./keep-paid.js";
import { type RecordedCall, toFailedObservation, toObservation } from "./model-observation.js";
import type { ActivityPorts } from "./ports.js";
import { givenAway, isGivenAway } from "./while-heartbeating.js";

/** The request of a pipeline or evaluator, with what identifies the call. */
export type AskedCall = (ModelRequest | EmbeddingRequest) & CallIdentity;
export type CallAnswer = ModelAnswer | EmbeddingAnswer;

/** Makes a call that nobody has made yet, within slots, limits and budget, and records how it ended. */
export async function makeCall(
  ports: ActivityPorts,
  place: CallPlace,
  {
    recorded,
    described,
    asked,
    cacheKey,
    onWaited,
  }: {
    readonly recorded: RecordedCall;
    /** What its id derives from. */
    readonly described: string;
    readonly asked: AskedCall;
    /** Null = the answer is not kept for others. */
    readonly cacheKey: string | null;
    /** Told how long the call waited for its turn. */
    readonly onWaited: (milliseconds: number) => void;
  },
): Promise<CallAnswer> {
  const { comparisonId, id: experimentId } = place.experiment;
  const scope = comparisonId ?? experimentId;
  const scopes = [...new Set([experimentId, scope])];
  const { limits } = place.experiment;
  const { signal } = place;
  const estimate = estimateCall(asked, recorded.description);
  const asksAt = ports.now().getTime();
  let isSent = false;
  const request = (): Promise<CallAnswer> => {
    onWaited(ports.now().getTime() - asksAt);
    recorded.startedAt = ports.now();
    signal.throwIfAborted();
    if (isGivenAway()) throw givenAway();
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
        await admitCall(ports, place, { recorded, estimate });
        return await request();
      },
    );
  // The slot is kept until the answer is stored: a crash loses no more answers than there may be calls in flight.
  const kept = async (): Promise<CallAnswer> => {
    const answer = await limited();
    const observation = toObservation(recorded, answer, ports.now());
    await keepPaid(() => ports.store.recordCall({ observation, scopes, cacheKey }));
    return answer;
  };
  try {
    return place.slot === null ? await kept() : await ports.slots.run({ ...place.slot, signal }, kept);
  } catch (error) {
    if (isSent && mayBePaid(error, signal)) await ports.store.loseCall(recorded.id);
    else await ports.store.releaseCall(recorded.id);
    const isNoFailure = signal.aborted || (!isSent && isGivenAway());
    if (error instanceof BudgetExhaustedError || error instanceof BudgetOccupiedError || isNoFailure)
      throw error;
    const id = observationId(place.traceId, `${described}/failed/${place.tryNumber}`);
    const observation = toFailedObservation({ ...recorded, id }, error, ports.now());
    if (observation.usage === null) await ports.store.putObservations([observation]);
    else await keepPaid(() => ports.store.recordCall({ observation, scopes, cacheKey: null }));
    throw error;
  }
}

/** Whether the provider may have answered, and be paid, without anybody seeing the answer. */
function mayBePaid(error: unknown, signal: AbortSignal): boolean {
  // Of a reply that tells its tokens the observation is counted, in place of an estimate.
  if (error instanceof ModelReplyUnusableError) return error.mayBePaid;
  return signal.aborted || findTransientModelError(error)?.mayBePaid === true;
}
