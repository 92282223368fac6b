import { once } from "node:events";
import { createServer } from "node:net";
import getPort, { portNumbers } from "get-port";
import { describePortHolder } from "./port-holder.js";
import { PortInUseError } from "./temporal-errors.js";

/**
 * The port that was asked for, or the preferred one or the next free one after it; on loopback.
 *
 * @throws PortInUseError when the one asked for is taken, with who has it.
 */
export async function choosePort(
  asked: number | undefined,
  preferred: number,
  place: { readonly use: string; readonly variable: string },
): Promise<number> {
  if (asked === undefined)
    return await getPort({ port: portNumbers(preferred, preferred + 100), host: "127.0.0.1" });
  const probe = createServer();
  probe.listen(asked, "127.0.0.1");
  const [outcome] = await Promise.race([once(probe, "listening").then(() => [null]), once(probe, "error")]);
  if (outcome !== null && outcome !== undefined)
    throw new PortInUseError(asked, { ...place, holder: await describePortHolder(asked) });
  await new Promise((resolve) => probe.close(resolve));
  return asked;
}
