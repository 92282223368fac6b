import type { Notice } from "../domain/notification/notice.js";
import { NotificationVariableMissingError } from "../domain/notification/notification-errors.js";
import type { Channel, SendContext } from "./channel.js";
import { type ChannelSettings, KNOWN_CHANNELS } from "./known-channels.js";

/** Sends a notice on one channel. @throws NotificationRefusedError, NotificationUndeliveredError */
export async function sendNotice(
  settings: ChannelSettings,
  notice: Notice,
  context: SendContext,
): Promise<void> {
  refuseMissingVariables(settings, context.environment);
  await channelOf(settings).send(settings, notice, context);
}

/** The variables that a channel reads; all of them hold secrets, or name what is nobody's business. */
export function listChannelVariables(settings: ChannelSettings): readonly string[] {
  return channelOf(settings).listVariables(settings);
}

/** @throws NotificationVariableMissingError naming every variable of the channel that is not set. */
export function refuseMissingVariables(
  settings: ChannelSettings,
  environment: Readonly<Record<string, string | undefined>>,
): void {
  const missing = listChannelVariables(settings).filter((name) => !environment[name]);
  if (missing.length > 0) throw new NotificationVariableMissingError(settings.type, missing);
}

/**
 * Looks at a channel by day, so that nothing is refused at night that can be told beforehand.
 *
 * @throws NotificationVariableMissingError, NotificationRefusedError
 */
export async function checkChannel(
  settings: ChannelSettings,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  refuseMissingVariables(settings, environment);
  await channelOf(settings).check(settings, { environment });
}

/** The settings were parsed with the schema of the same channel. */
function channelOf({ type }: ChannelSettings): Channel {
  return KNOWN_CHANNELS.find((channel) => channel.type === type) as unknown as Channel;
}
