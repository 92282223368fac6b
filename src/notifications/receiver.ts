import { NotificationRefusedError } from "../domain/notification/notification-errors.js";
import { refusePrivateLiteral } from "./address-guard.js";

/** Where a message goes over HTTP. */
export interface Receiver {
  /** As it is called in messages: the address itself may be a secret. */
  readonly receiver: string;
  readonly url: string;
  /** True: loopback and private addresses are meant, and http is good enough. */
  readonly allowPrivateAddress: boolean;
}

/**
 * The address of a receiver, as far as it can be judged without asking anybody.
 *
 * @throws NotificationRefusedError for what is no usable URL, or names a private address itself
 */
export function readReceiver({ receiver, url: text, allowPrivateAddress }: Receiver): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== "https:" && !(url.protocol === "http:" && allowPrivateAddress)))
    throw new NotificationRefusedError(
      `${receiver} has no usable address. Allowed is an absolute https URL; http only with allowPrivateAddress: true.`,
    );
  if (!allowPrivateAddress) refusePrivateLiteral(url.hostname);
  return url;
}
