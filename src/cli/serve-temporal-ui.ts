import { parseAllowedHosts } from "../server/allowed-hosts.js";
import { startTemporalUi } from "../server/start-temporal-ui.js";
import { choosePort } from "../temporal/choose-port.js";
import type { TemporalConnection } from "../temporal/connect.js";
import { registerUi } from "../temporal/ui-registration.js";
import type { CommandContext } from "./command-context.js";
import type { ServeOptions } from "./serve-options.js";

/**
 * Serves the UI of the embedded Temporal server behind a check of who asks, where there is one; returns how to end that.
 *
 * @throws PortInUseError
 */
export async function serveTemporalUi(
  { findHiddenUi }: TemporalConnection,
  { environment, report }: CommandContext,
  { allowHost }: Pick<ServeOptions, "allowHost">,
): Promise<() => Promise<void>> {
  if (findHiddenUi === null) return async () => undefined;
  if ((await findHiddenUi()) === null) {
    report("the Temporal UI is off on this system: set ASSAY_TEMPORAL_UI_PORT to have it (docs/security.md)");
    return async () => undefined;
  }
  const port = await choosePort(environment.temporalUiPort, 8233, {
    use: "the Temporal UI",
    variable: "ASSAY_TEMPORAL_UI_PORT",
  });
  const allowedHosts = parseAllowedHosts([...environment.allowedHosts, ...allowHost]);
  const ui = await startTemporalUi({ port, findTarget: findHiddenUi, allowedHosts });
  const unregister = await registerUi(environment.home, ui.url);
  return async () => {
    await unregister();
    await ui.stop();
  };
}
