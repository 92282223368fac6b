import { Context } from "@temporalio/activity";
import { ApplicationFailure, ApplicationFailureCategory } from "@temporalio/common";
import type { Notification } from "../domain/notification/notification.js";
import { NotificationUndeliveredError } from "../domain/notification/notification-errors.js";
import { isPermanentError } from "../domain/permanent-error.js";
import { permanent } from "./experiment-cache.js";
import type { ActivityPorts } from "./ports.js";
import type { RegressionActivities } from "./regression-interface.js";

/**
 * Sends a message unless it was sent. A worker that dies after the receiver has it and before that is written sends it
 * again, under the same key: receivers that look at it have each message once.
 */
export function sendNotification(ports: ActivityPorts): RegressionActivities["sendNotification"] {
  const { store, regressions, now, warn } = ports;
  return async ({ notificationId }) => {
    const notification = await requireNotification(ports, notificationId);
    const { status, channel, regressionRunId } = notification;
    if (status !== "pending") return { status };
    try {
      await regressions.send(notification, Context.current().cancellationSignal);
    } catch (error) {
      if (!isPermanentError(error)) throw toFailure(error);
      const { message } = error;
      warn("a notification was refused and is given up", { channel, regressionRunId, reason: message });
      await store.endNotification(notificationId, {
        status: "failed",
        error: message,
        endedAt: now().toISOString(),
      });
      return { status: "failed" };
    }
    await store.endNotification(notificationId, {
      status: "sent",
      error: null,
      endedAt: now().toISOString(),
    });
    return { status: "sent" };
  };
}

/** Gives up a message. */
export function failNotification(ports: ActivityPorts): RegressionActivities["failNotification"] {
  return async ({ notificationId, message }) => {
    const { channel, regressionRunId } = await requireNotification(ports, notificationId);
    ports.warn("a notification could not be delivered and is given up", {
      channel,
      regressionRunId,
      reason: message,
    });
    const endedAt = ports.now().toISOString();
    await ports.store.endNotification(notificationId, { status: "failed", error: message, endedAt });
  };
}

async function requireNotification({ store }: ActivityPorts, id: string): Promise<Notification> {
  const notification = await store.getNotification(id);
  if (notification === null) throw permanent(new Error(`Notification ${id} is gone from the store`));
  return notification;
}

/** A receiver that is away is nothing new in a log; it is tried again when it said, if it did. */
function toFailure(error: unknown): unknown {
  if (!(error instanceof NotificationUndeliveredError)) return error;
  return ApplicationFailure.create({
    message: error.message,
    type: error.name,
    category: ApplicationFailureCategory.BENIGN,
    ...(error.retryAfterMs === null ? {} : { nextRetryDelay: error.retryAfterMs }),
  });
}
