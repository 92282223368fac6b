import { randomInt } from "node:crypto";

/**
 * An address of this machine that nobody can guess, for what answers whoever asks: on Linux all of 127.0.0.0/8 is
 * loopback, so that a page would have to try 16 million addresses, each with every port. Null elsewhere, where
 * 127.0.0.1 is the only one.
 */
export function hiddenAddress(): string | null {
  if (process.platform !== "linux") return null;
  return `127.${randomInt(1, 255)}.${randomInt(0, 256)}.${randomInt(2, 255)}`;
}
