import { createHash } from "node:crypto";
import { isIP } from "node:net";
import { z } from "zod";
import { EnvironmentReference } from "../../domain/environment-reference.js";
import {
  NotificationRefusedError,
  NotificationUndeliveredError,
} from "../../domain/notification/notification-errors.js";
import { printableLine } from "../../formatting/printable-text.js";
import { defineChannel } from "../channel.js";
import { readVariable } from "../read-variable.js";
import { renderNotice } from "../render-notice.js";

const TIMEOUT_MS = 15_000;

/** E-mail over SMTP; the message's id is its key, so that mail programs show what came twice once. */
export const email = defineChannel({
  type: "email",
  settings: z.strictObject({
    type: z.literal("email"),
    /** `smtp://` or `smtps://`, with user and password: `smtps://user:password@smtp.example.org:465`. */
    server: EnvironmentReference,
    from: z.email("an e-mail address"),
    to: z.array(z.email("an e-mail address")).min(1).max(50),
    allowPrivateAddress: z.boolean().default(false),
  }),
  listVariables: ({ server }) => [server.fromEnvironment],
  async check({ server, allowPrivateAddress }, context) {
    const { refusePrivateLiteral } = await import("../address-guard.js");
    const { hostname } = readServer(readVariable("email", server, context));
    if (!allowPrivateAddress) refusePrivateLiteral(hostname);
  },
  async send({ server, from, to, allowPrivateAddress }, notice, context) {
    const url = readServer(readVariable("email", server, context));
    const host = url.hostname.replace(/^\[|\]$/g, "");
    const { createTransport } = await import("nodemailer");
    const { resolvePublicAddress } = await import("../address-guard.js");
    try {
      const transport = createTransport({
        // The address that was looked at, so that the name cannot mean another one meanwhile.
        host: allowPrivateAddress ? host : await resolvePublicAddress(host),
        port: Number(url.port || (url.protocol === "smtps:" ? 465 : 587)),
        secure: url.protocol === "smtps:",
        // A password goes out encrypted or not at all.
        requireTLS: url.protocol === "smtp:" && url.password !== "",
        tls: isIP(host) === 0 ? { servername: host } : {},
        ...(url.username === ""
          ? {}
          : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
        connectionTimeout: TIMEOUT_MS,
        greetingTimeout: TIMEOUT_MS,
        socketTimeout: TIMEOUT_MS,
      });
      const stop = (): void => transport.close();
      context.signal.addEventListener("abort", stop, { once: true });
      try {
        await transport.sendMail({
          from,
          to: [...to],
          subject: printableLine(notice.title),
          text: renderNotice(notice).join("\n"),
          messageId: `<${createHash("sha256").update(context.key).digest("hex").slice(0, 32)}@assay>`,
          headers: { "X-Assay-Idempotency-Key": context.key, "Auto-Submitted": "auto-generated" },
          disableFileAccess: true,
          disableUrlAccess: true,
        });
      } finally {
        context.signal.removeEventListener("abort", stop);
        transport.close();
      }
    } catch (error) {
      throw explain(error);
    }
  },
});

function readServer(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !["smtp:", "smtps:"].includes(url.protocol) || url.hostname === "")
    throw new NotificationRefusedError(
      "The mail server's address is not usable. Allowed is smtp://USER:PASSWORD@HOST:PORT, or smtps:// for TLS from the start.",
    );
  return url;
}

/** Codes of SMTP from 500 on are final, those from 400 on are not; a connection that fails may come back. */
function explain(error: unknown): Error {
  if (error instanceof NotificationRefusedError) return error;
  const { responseCode, code } = error as { readonly responseCode?: number; readonly code?: string };
  const told = `The mail server ${responseCode === undefined ? `cannot be reached (${code ?? "no answer"})` : `answered ${responseCode} (${code ?? "refused"})`}`;
  return responseCode !== undefined && responseCode >= 500
    ? new NotificationRefusedError(told)
    : new NotificationUndeliveredError(told);
}
