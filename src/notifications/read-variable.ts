import type { EnvironmentReference } from "../domain/environment-reference.js";
import { NotificationVariableMissingError } from "../domain/notification/notification-errors.js";
import type { SendContext } from "./channel.js";

/** The value of a variable that a channel reads. @throws NotificationVariableMissingError */
export function readVariable(
  channel: string,
  { fromEnvironment }: EnvironmentReference,
  { environment }: Pick<SendContext, "environment">,
): string {
  const value = environment[fromEnvironment];
  if (!value) throw new NotificationVariableMissingError(channel, [fromEnvironment]);
  return value;
}
