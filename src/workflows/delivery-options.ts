/**
 * How a message is delivered: again after 1 s, 2 s, 4 s and so on, then every five minutes, for a day. A receiver that
 * asks for another time by its `Retry-After` gets that. If a receiver could not be reached for a day, the next run
 * tells it.
 */
export const DELIVERY_OPTIONS = {
  // A receiver answers within 15 s or is tried again; each try begins with a look whether it was sent.
  startToCloseTimeout: "60s",
  scheduleToCloseTimeout: "24h",
  retry: { initialInterval: "1s", backoffCoefficient: 2, maximumInterval: "5m" },
} as const;
