import type { Experiment } from "../domain/experiment.js";
import { fingerprint, observationId } from "../domain/ids.js";
import type { JsonObject } from "../domain/json.js";
import type {
  CallIdentity,
  EmbeddingAnswer,
  EmbeddingRequest,
  ModelAnswer,
  ModelRequest,
  Models,
} from "../domain/models.js";
import type { Observation } from "../domain/trace.js";
import {
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
  /** Try of the step, by failures; calls without a key start anew with each. */
  readonly attempt: number;
  /** Temporal's attempt, which tells failed calls apart. */
  readonly activityAttempt: number;
  readonly parentObservationId: () => string | null;
  readonly signal: AbortSignal;
}

/** Lends the models to one call of user code: every call is an observation, and one that has finished is never made again. */
export function createModelCalls(ports: ActivityPorts, place: CallPlace): Models {
  let ordinal = 0;
  const identify = (request: object, identity: CallIdentity): string => {
    const name = identity.key ?? `${place.attempt}/${ordinal++}`;
    return JSON.stringify([place.step, name, identity.sampleIndex ?? 0, fingerprint(request)]);
  };
  const call = async <Answer extends ModelAnswer | EmbeddingAnswer>(
    type: "GENERATION" | "EMBEDDING",
    asked: (ModelRequest | EmbeddingRequest) & CallIdentity,
    make: (signal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer> => {
    const { key, sampleIndex, name, ...request } = asked;
    const identity = identify(request, { key, sampleIndex, name });
    const id = observationId(place.traceId, identity);
    const stored = await ports.store.getObservation(id);
    if (stored !== null) return fromObservation(stored) as Answer;
    const description = ports.gateway.describe(request.model);
    const recorded: RecordedCall = {
      id,
      type,
      traceId: place.traceId,
      parentObservationId: place.parentObservationId(),
      name: name ?? description.id,
      description,
      request: request as unknown as JsonObject,
      identity: { key: key ?? null, sampleIndex: sampleIndex ?? 0, step: place.step },
      startedAt: ports.now(),
    };
    const record = (observation: Observation) => ports.store.putObservations([observation]);
    try {
      const answer = await make(place.signal);
      await record(toObservation(recorded, answer, ports.now()));
      return answer;
    } catch (error) {
      const failedId = observationId(place.traceId, `${identity}/failed/${place.activityAttempt}`);
      await record(toFailedObservation({ ...recorded, id: failedId }, error, ports.now()));
      throw error;
    }
  };
  return {
    describe: (model) => ports.gateway.describe(model),
    generate: (asked) =>
      call("GENERATION", asked, (signal) => ports.gateway.generate(withoutIdentity(asked), { signal })),
    embed: (asked) =>
      call("EMBEDDING", asked, (signal) => ports.gateway.embed(withoutIdentity(asked), { signal })),
  };
}

function withoutIdentity<Request extends CallIdentity>(asked: Request): Omit<Request, keyof CallIdentity> {
  const { key: _key, sampleIndex: _sampleIndex, name: _name, ...request } = asked;
  return request;
}
