import { isIP } from "node:net";
import { AssayError } from "../domain/errors.js";
import { canonicalAddress, canonicalHost } from "./canonical-host.js";

/** A name that the server is to answer to is none. */
export class AllowedHostInvalidError extends AssayError {
  constructor(received: string) {
    super(
      `Received "${received}" as a host that Assay's server answers to. Allowed is one name or address each, without scheme, port, path and wildcards, such as assay.example.com: repeat --allow-host, or separate several in ASSAY_ALLOW_HOST by commas.`,
    );
  }
}

/** The hosts of `--allow-host` and ASSAY_ALLOW_HOST in their one spelling. @throws AllowedHostInvalidError */
export function parseAllowedHosts(given: readonly string[]): ReadonlySet<string> {
  return new Set(
    given.map((text) => {
      const host = parseHost(text);
      if (host === null) throw new AllowedHostInvalidError(text);
      return host;
    }),
  );
}

function parseHost(text: string): string | null {
  if (isIP(text) === 6) return canonicalAddress(text);
  if (/^\[.*\]$/.test(text)) return canonicalHost(text);
  // A colon would begin a port; a dot or an asterisk would be meant for a whole domain.
  return /:|\*|^\./.test(text) ? null : canonicalHost(text);
}
