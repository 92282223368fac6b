import { ActivityFailure, proxyActivities, setCurrentDetails } from "@temporalio/workflow";
import type { RegressionActivities } from "../activities/regression-interface.js";
import type { NotificationInput, NotificationOutcome } from "./contract.js";
import { DELIVERY_OPTIONS } from "./delivery-options.js";
import { explainFailure } from "./explain-failure.js";

const { sendNotification } = proxyActivities<RegressionActivities>(DELIVERY_OPTIONS);
const { failNotification } = proxyActivities<RegressionActivities>({
  startToCloseTimeout: "60s",
  retry: { initialInterval: "1s", maximumInterval: "60s" },
});

/** Delivers the messages of one regression run, side by side: one receiver that is away holds up no other. */
export async function notification({ notificationIds }: NotificationInput): Promise<NotificationOutcome> {
  const outcomes = await Promise.all(notificationIds.map(deliver));
  const sent = outcomes.filter((status) => status === "sent").length;
  const failed = outcomes.length - sent;
  setCurrentDetails(`${sent} sent, ${failed} given up`);
  return { sent, failed };
}

async function deliver(notificationId: string): Promise<string> {
  try {
    const { status } = await sendNotification({ notificationId });
    return status;
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    await failNotification({ notificationId, message: explainFailure(error) });
    return "failed";
  }
}
