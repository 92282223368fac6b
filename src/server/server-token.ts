import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { AssayError } from "../domain/errors.js";
import type { Refusal } from "./refusal.js";

/** Fewer characters could be guessed. */
const FEWEST_CHARACTERS = 16;
const TOKEN = /^[\w.~+/-]+=*$/;

/** ASSAY_SERVER_TOKEN cannot be used; the message does not quote it. */
export class ServerTokenInvalidError extends AssayError {
  constructor(length: number) {
    super(
      `ASSAY_SERVER_TOKEN is not usable: it has ${length} characters. Allowed are at least ${FEWEST_CHARACTERS} letters, digits and any of . _ ~ + / - (with = at the end), such as those that openssl rand -hex 32 prints.`,
    );
  }
}

/** The token of ASSAY_SERVER_TOKEN; null when it is not set or empty. @throws ServerTokenInvalidError */
export function parseServerToken(given: string | undefined): string | null {
  if (given === undefined || given === "") return null;
  if (given.length < FEWEST_CHARACTERS || !TOKEN.test(given)) throw new ServerTokenInvalidError(given.length);
  return given;
}

/** A token that nobody can guess: 256 random bits. */
export function generateServerToken(): string {
  return randomBytes(32).toString("base64url");
}

/**
 * Refuses requests without the token, which comes as `Authorization: Bearer TOKEN`, or from a browser's own dialog as
 * the password to any user name.
 */
export function checkToken(request: Pick<IncomingMessage, "headers">, token: string): Refusal | null {
  const presented = presentedToken(request.headers.authorization ?? "");
  if (presented !== null && isSame(presented, token)) return null;
  const message =
    presented === null
      ? "this server wants its token: Authorization: Bearer TOKEN; it was printed at the start, or is that of ASSAY_SERVER_TOKEN"
      : "the token is not this server's";
  const headers = { "www-authenticate": 'Bearer realm="assay", Basic realm="assay", charset="UTF-8"' };
  return { status: 401, message, headers };
}

function presentedToken(authorization: string): string | null {
  const [, scheme = "", credentials = ""] = /^(bearer|basic) +(\S+) *$/i.exec(authorization) ?? [];
  if (scheme.toLowerCase() === "bearer") return credentials;
  if (scheme === "") return null;
  const pair = Buffer.from(credentials, "base64").toString("utf8");
  return pair.includes(":") ? pair.slice(pair.indexOf(":") + 1) : null;
}

/** Takes the same time wherever the two differ, and whatever their lengths. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash("sha256").update(text).digest());
  return timingSafeEqual(a as Buffer, b as Buffer);
}
