import { type LookupAddress, type LookupOptions, lookup as lookUp } from "node:dns";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { NotificationRefusedError } from "../domain/notification/notification-errors.js";

/**
 * True for an address that is only reached from inside: loopback, private, link-local (with the metadata services of
 * clouds), shared, reserved and the like; also where it is written as IPv6.
 */
export function isPrivateAddress(address: string): boolean {
  return ipaddr.process(address.replace(/%.*$/, "")).range() !== "unicast";
}

/** A receiver stands where a message, and what signs it, must not go. */
export class NotificationAddressPrivateError extends NotificationRefusedError {
  constructor(host: string, address: string) {
    const place =
      host === address ? `The address ${address}` : `The host ${host} has the address ${address}, which`;
    super(
      `${place} is private or reserved; notifications go to public addresses only. If it is meant, set allowPrivateAddress: true for this channel.`,
    );
  }
}

/** @throws NotificationAddressPrivateError for a host that is a private address itself */
export function refusePrivateLiteral(hostname: string): void {
  const literal = hostname.replace(/^\[|\]$/g, "");
  if (isIP(literal) !== 0 && isPrivateAddress(literal))
    throw new NotificationAddressPrivateError(literal, literal);
}

type LookupCallback = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

/**
 * Resolves a host for a connection, and refuses it when any of its addresses is private. The connection goes to what was
 * looked at here: a name that resolves to another address later, or the second time, changes nothing.
 */
export function publicLookup(hostname: string, options: LookupOptions, callback: LookupCallback): void {
  lookUp(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, "");
    const inside = addresses.find(({ address }) => isPrivateAddress(address));
    if (inside !== undefined)
      return callback(new NotificationAddressPrivateError(hostname, inside.address), "");
    const [first] = addresses;
    if (options.all === true || first === undefined) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
}

/** The first address of a host, none of which may be private. @throws NotificationAddressPrivateError */
export async function resolvePublicAddress(hostname: string): Promise<string> {
  refusePrivateLiteral(hostname);
  return await new Promise((resolve, reject) => {
    publicLookup(hostname, { all: false }, (error, address) =>
      error === null ? resolve(address as string) : reject(error),
    );
  });
}
