import { describe, expect, test } from "@jest/globals";
import { isPassingFailure } from "../../../src/activities/is-passing-failure.js";
import { PermanentError } from "../../../src/domain/permanent-error.js";
import { PipelineUnavailableError } from "../../../src/domain/pipeline/pipeline-unavailable-error.js";

const withField = (field: object): Error => Object.assign(new Error("it failed"), field);

describe("what looks like an outage", () => {
  test.each([
    [
      "a refused connection within fetch's own error",
      new TypeError("fetch failed", { cause: withField({ code: "ECONNREFUSED" }) }),
    ],
    ["a code of undici", withField({ code: "UND_ERR_SOCKET" })],
    ["several addresses that all refused", new AggregateError([withField({ code: "ECONNREFUSED" })])],
    ["a status of a client library", withField({ status: 503 })],
    ["another spelling of it", withField({ statusCode: 429 })],
    ["a time-out", Object.assign(new Error("aborted"), { name: "TimeoutError" })],
    ["a service that says so", new PipelineUnavailableError("not now")],
    ["words of a user", new Error("backend down")],
    ["other words", new Error("The database is currently unreachable")],
    ["words around a status", new Error("request failed: HTTP 502")],
    ["a wrapped one", new Error("step 3", { cause: new Error("socket hang up") })],
    ["a reply of success that says 502", withField({ unavailableReply: true })],
    ["a worker that was lost", { name: "WorkerLostError", message: "no worker finished the call" }],
  ])("%s", (_case, error) => {
    expect(isPassingFailure(error)).toBe(true);
  });
});

describe("what does not", () => {
  test.each([
    ["a mistake", new RangeError("no 5")],
    ["a refused request", withField({ status: 400 })],
    ["what its thrower calls permanent", new PermanentError("the service is down for good")],
    ["a text", "backend down"],
    ["nothing", undefined],
    [
      "a chain that bites its tail",
      (() => {
        const error = new Error("round");
        error.cause = error;
        return error;
      })(),
    ],
    ["a word within another", new Error("The countdown began")],
  ])("%s", (_case, error) => {
    expect(isPassingFailure(error)).toBe(false);
  });
});
