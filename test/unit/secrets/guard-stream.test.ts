import { PassThrough } from "node:stream";
import { expect, test } from "@jest/globals";
import { guardStream } from "../../../src/secrets/guard-stream.js";
import { createRedactor } from "../../../src/secrets/redactor.js";

test("nothing that is written to a guarded stream holds the secret, and bytes without one are untouched", async () => {
  const stream = new PassThrough();
  guardStream(stream, createRedactor(["token-1234"]));
  stream.write("a token-1234 ");
  stream.write(Buffer.from("b token-1234 "));
  await new Promise<void>((resolve) => {
    stream.write(Buffer.from([0xff, 0xfe]), () => resolve());
  });
  expect(stream.read()).toEqual(
    Buffer.concat([Buffer.from("a [hidden] b [hidden] "), Buffer.from([0xff, 0xfe])]),
  );
});
