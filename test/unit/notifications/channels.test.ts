import { createHmac } from "node:crypto";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import { SMTPServer } from "smtp-server";
import type { Notice } from "../../../src/domain/notification/notice.js";
import { ChannelSettings } from "../../../src/notifications/known-channels.js";
import { refuseMissingVariables, sendNotice } from "../../../src/notifications/send-notice.js";
import { startLocalProxy } from "../../support/local-proxy.js";
import { answerWith, type LocalService, startLocalService } from "../../support/local-service.js";
import { noticeOf } from "../../support/notice.js";

const NOW = new Date("2026-01-02T03:04:05.678Z");
const KEY = "0f0e5b1e-2f5c-5a7b-9d57-2a5d0a0c0001";
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function service(...given: Parameters<typeof startLocalService>): Promise<LocalService> {
  const started = await startLocalService(...given);
  closing.push(started.stop);
  return started;
}

async function send(
  settings: unknown,
  environment: Readonly<Record<string, string>> = {},
  notice: Notice = noticeOf(),
): Promise<void> {
  const signal = new AbortController().signal;
  await sendNotice(ChannelSettings.parse(settings), notice, { key: KEY, environment, signal, now: NOW });
}

const webhookTo = (url: string) => ({
  type: "webhook",
  url,
  secret: { fromEnvironment: "HOOK_SECRET" },
  allowPrivateAddress: true,
});
const SECRET = { HOOK_SECRET: "a-secret-of-the-hook" };

describe("webhook", () => {
  test("sends the notice as JSON with its key, signed as Standard Webhooks has it", async () => {
    const { baseUrl, requests } = await service((response) => answerWith(response, { body: "ok" }));
    await send(webhookTo(`${baseUrl}/hook`), SECRET);
    const [request] = requests;
    expect(request?.path).toBe("/hook");
    expect(JSON.parse(request?.body ?? "")).toEqual({ ...noticeOf(), type: "assay.regression" });
    expect(request?.headers).toMatchObject({ "idempotency-key": KEY, "webhook-id": KEY });
    const timestamp = String(Math.floor(NOW.getTime() / 1_000));
    const signed = createHmac("sha256", SECRET.HOOK_SECRET).update(`${KEY}.${timestamp}.${request?.body}`);
    expect(request?.headers).toMatchObject({
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${signed.digest("base64")}`,
    });
  });

  test("a redirect is refused, and the place it points to gets nothing", async () => {
    const other = await service((response) => answerWith(response, { body: "got it" }));
    const { baseUrl } = await service((response) =>
      answerWith(response, { status: 307, headers: { location: `${other.baseUrl}/` }, body: "" }),
    );
    await expect(send(webhookTo(baseUrl), SECRET)).rejects.toMatchObject({
      name: "NotificationRefusedError",
      message:
        "the webhook answered 307 with a redirect, which is not followed: the message would go to another receiver than the one named. Name the address that it redirects to.",
    });
    expect(other.requests).toEqual([]);
  });

  test.each(["127.0.0.1", "[::1]", "169.254.169.254", "0x7f000001", "2130706433"])(
    "the private address %s is refused before anything is sent",
    async (host) => {
      const settings = { ...webhookTo(`https://${host}:9/`), allowPrivateAddress: false };
      await expect(send(settings, SECRET)).rejects.toThrow(
        /^The address \S+ is private or reserved; notifications go to public addresses only\. If it is meant, set allowPrivateAddress: true for this channel\.$/,
      );
    },
  );

  test("a name with a private address is refused where the connection is made, so that rebinding does not pass", async () => {
    const { baseUrl, requests } = await service((response) => answerWith(response, { body: "ok" }));
    const url = baseUrl.replace("http://127.0.0.1", "https://localhost");
    await expect(send({ ...webhookTo(url), allowPrivateAddress: false }, SECRET)).rejects.toMatchObject({
      name: "NotificationAddressPrivateError",
      permanent: true,
    });
    expect(requests).toEqual([]);
  });

  test.each(["HTTP_PROXY", "http_proxy", "ALL_PROXY"])(
    "goes through the proxy that %s names, and to this machine without it",
    async (variable) => {
      const { baseUrl, requests } = await service((response) => answerWith(response, { body: "ok" }));
      const proxy = await startLocalProxy(baseUrl);
      closing.push(proxy.stop);
      const environment = { ...SECRET, [variable]: proxy.url };
      await send(webhookTo("http://hooks.example/through"), environment);
      await send(webhookTo(`${baseUrl}/near`), environment);
      await send(webhookTo(`${baseUrl.replace("127.0.0.1", "localhost")}/named`), environment);
      expect(proxy.asked).toEqual(["hooks.example:80"]);
      expect(requests.map(({ path }) => path)).toEqual(["/through", "/near", "/named"]);
    },
  );

  test("passes the proxy by where NO_PROXY names the receiver", async () => {
    const { baseUrl } = await service((response) => answerWith(response, { body: "ok" }));
    const proxy = await startLocalProxy(baseUrl);
    closing.push(proxy.stop);
    const environment = { ...SECRET, HTTP_PROXY: proxy.url, NO_PROXY: ".invalid" };
    await expect(send(webhookTo("http://hooks.invalid/"), environment)).rejects.toThrow(
      "the webhook cannot be reached (ENOTFOUND)",
    );
    expect(proxy.asked).toEqual([]);
  });

  test("a private address is refused before a proxy is asked", async () => {
    const { baseUrl } = await service((response) => answerWith(response, { body: "ok" }));
    const proxy = await startLocalProxy(baseUrl);
    closing.push(proxy.stop);
    const settings = { ...webhookTo("https://10.0.0.7/"), allowPrivateAddress: false };
    await expect(send(settings, { ...SECRET, HTTPS_PROXY: proxy.url })).rejects.toThrow(
      "The address 10.0.0.7 is private or reserved; notifications go to public addresses only.",
    );
    expect(proxy.asked).toEqual([]);
  });

  test("plain http to a public address is refused", async () => {
    const settings = { ...webhookTo("http://example.org/"), allowPrivateAddress: false };
    await expect(send(settings, SECRET)).rejects.toThrow(
      "the webhook has no usable address. Allowed is an absolute https URL; http only with allowPrivateAddress: true.",
    );
  });

  test.each([
    [503, "NotificationUndeliveredError"],
    [429, "NotificationUndeliveredError"],
    [408, "NotificationUndeliveredError"],
    [400, "NotificationRefusedError"],
    [401, "NotificationRefusedError"],
    [410, "NotificationRefusedError"],
  ])("answered %s, it fails with %s", async (status, name) => {
    const { baseUrl } = await service((response) => answerWith(response, { status, body: "no" }));
    await expect(send(webhookTo(baseUrl), SECRET)).rejects.toMatchObject({
      name,
      message: `the webhook answered ${status}`,
    });
  });

  test("as long as Retry-After says, the next try waits", async () => {
    const { baseUrl } = await service((response) =>
      answerWith(response, { status: 503, headers: { "retry-after": "7" }, body: "no" }),
    );
    await expect(send(webhookTo(baseUrl), SECRET)).rejects.toMatchObject({ retryAfterMs: 7_000 });
  });

  test("a receiver that is away may be tried again", async () => {
    const { baseUrl, stop } = await startLocalService(() => undefined);
    await stop();
    await expect(send(webhookTo(baseUrl), SECRET)).rejects.toMatchObject({
      name: "NotificationUndeliveredError",
      message: "the webhook cannot be reached (ECONNREFUSED)",
    });
  });

  test("a missing secret is named", () => {
    expect(() => refuseMissingVariables(ChannelSettings.parse(webhookTo("https://x.org")), {})).toThrow(
      "The webhook notification reads HOOK_SECRET from the environment, which is not set or empty.",
    );
  });

  test("a secret that stands in the configuration is refused", () => {
    const given = { ...webhookTo("https://x.org"), secret: "in the open" };
    expect(ChannelSettings.safeParse(given).error?.issues[0]?.message).toBe(
      'a secret comes from the environment: { fromEnvironment: "NAME" }',
    );
  });
});

test("Slack gets a text in which nothing of others acts", async () => {
  const { baseUrl, requests } = await service((response) => answerWith(response, { body: "ok" }));
  const settings = { type: "slack", url: { fromEnvironment: "SLACK_URL" }, allowPrivateAddress: true };
  await send(settings, { SLACK_URL: `${baseUrl}/services/T/B/x` });
  const { text } = JSON.parse(requests[0]?.body ?? "") as { text: string };
  expect(text).toContain("*spam: failed (was passed)*");
  expect(text).toContain("accuracy change −0.0800 [−0.1200, −0.0400] 90 %, may drop by 0.0200: fail");
  expect(text).toContain("cost: 0.5000 USD");
  expect(text).toContain("look at: assay show spam-b-2026");
  expect(text).toContain("&lt;!channel&gt;");
  expect(text).not.toContain("<!channel>");
});

describe("e-mail", () => {
  interface Mail {
    readonly from: string;
    readonly to: readonly string[];
    readonly text: string;
  }
  async function mailServer(refuse?: { code: number }): Promise<{ url: string; mails: Mail[] }> {
    const mails: Mail[] = [];
    const server = new SMTPServer({
      disabledCommands: ["AUTH", "STARTTLS"],
      onData(stream, session, callback) {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => {
          if (refuse !== undefined)
            return callback(Object.assign(new Error("no"), { responseCode: refuse.code }));
          const { mailFrom, rcptTo } = session.envelope;
          const from = mailFrom === false ? "" : (mailFrom as { address: string }).address;
          mails.push({
            from,
            to: rcptTo.map(({ address }) => address),
            text: Buffer.concat(chunks).toString(),
          });
          callback();
        });
      },
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => new Promise((resolve) => server.close(() => resolve())));
    return { url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, mails };
  }
  const settings = {
    type: "email",
    server: { fromEnvironment: "SMTP_URL" },
    from: "assay@example.org",
    to: ["one@example.org", "two@example.org"],
    allowPrivateAddress: true,
  };

  test("goes to all who are named, under an id that is the same for every try", async () => {
    const { url, mails } = await mailServer();
    await send(settings, { SMTP_URL: url });
    await send(settings, { SMTP_URL: url });
    const ids = mails.map(({ text }) => /^Message-ID: (.*)$/im.exec(text)?.[1]);
    expect(ids[0]).toMatch(/^<[0-9a-f]{32}@assay>$/);
    expect(ids[1]).toBe(ids[0]);
    expect(mails[0]).toMatchObject({ from: "assay@example.org", to: settings.to });
    expect(mails[0]?.text).toContain("Subject: spam: failed (was passed)");
    expect(mails[0]?.text).toContain(`X-Assay-Idempotency-Key: ${KEY}`);
  });

  test("a title cannot add headers", async () => {
    const { url, mails } = await mailServer();
    await send(settings, { SMTP_URL: url }, noticeOf({ title: "spam\r\nBcc: all@example.org" }));
    expect(mails[0]?.to).toEqual(settings.to);
    expect(mails[0]?.text).not.toMatch(/^Bcc:/im);
  });

  test.each([
    [451, "NotificationUndeliveredError"],
    [550, "NotificationRefusedError"],
  ])("answered %s, it fails with %s", async (code, name) => {
    const { url } = await mailServer({ code });
    await expect(send(settings, { SMTP_URL: url })).rejects.toMatchObject({ name });
  });

  test("a private server is refused unless it is allowed", async () => {
    const { url, mails } = await mailServer();
    const given = { ...settings, allowPrivateAddress: false };
    await expect(send(given, { SMTP_URL: url })).rejects.toMatchObject({
      name: "NotificationAddressPrivateError",
    });
    expect(mails).toEqual([]);
  });

  test("a password is not sent in the clear", async () => {
    const { url, mails } = await mailServer();
    const SMTP_URL = url.replace("smtp://", "smtp://user:a-password-of-mail@");
    const failure = await send(settings, { SMTP_URL }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: "NotificationRefusedError" });
    expect(String(failure)).not.toContain("a-password-of-mail");
    expect(mails).toEqual([]);
  });

  test("an address that is none is refused without repeating it", async () => {
    await expect(send(settings, { SMTP_URL: "http://user:hidden-word@host" })).rejects.toThrow(
      "The mail server's address is not usable. Allowed is smtp://USER:PASSWORD@HOST:PORT, or smtps:// for TLS from the start.",
    );
  });
});

describe("GitHub", () => {
  const commit = "a".repeat(40);
  /** Keeps statuses and comments as GitHub does. */
  async function gitHub() {
    const statuses: Record<string, unknown>[] = [];
    const comments: { id: number; body: string }[] = [{ id: 1, body: "of somebody else" }];
    const started = await service((response, { method, path, body }) => {
      const given = body === "" ? {} : (JSON.parse(body) as Record<string, string>);
      const at = `${method} ${path.replace(/\?.*$/, "")}`;
      if (at === `GET /repos/o/r/commits/${commit}/status`)
        return answerWith(response, { body: { statuses } });
      if (at === `POST /repos/o/r/statuses/${commit}`) {
        statuses.unshift(given);
        return answerWith(response, { status: 201, body: given });
      }
      if (at === "GET /repos/o/r/issues/7/comments") return answerWith(response, { body: comments });
      if (at === "POST /repos/o/r/issues/7/comments") {
        comments.push({ id: comments.length + 1, body: given.body ?? "" });
        return answerWith(response, { status: 201, body: {} });
      }
      const id = /^PATCH \/repos\/o\/r\/issues\/comments\/(\d+)$/.exec(at)?.[1];
      const comment = comments.find((one) => String(one.id) === id);
      if (comment === undefined) return answerWith(response, { status: 404, body: {} });
      comment.body = given.body ?? "";
      return answerWith(response, { body: {} });
    });
    return { started, statuses, comments };
  }
  const settingsFor = (apiUrl: string) => ({
    type: "github",
    repository: "o/r",
    token: { fromEnvironment: "GITHUB_TOKEN" },
    pullRequest: { fromEnvironment: "PULL_REQUEST" },
    apiUrl,
    allowPrivateAddress: true,
  });
  const environment = { GITHUB_TOKEN: "a-token-of-git-hub", PULL_REQUEST: "7" };

  test("sets the commit's status once, and keeps one comment up to date", async () => {
    const { started, statuses, comments } = await gitHub();
    const settings = settingsFor(started.baseUrl);
    await send(settings, environment);
    await send(settings, environment);
    expect(statuses).toEqual([
      { state: "failure", description: "spam: failed (was passed)", context: "assay/spam" },
    ]);
    expect(comments).toHaveLength(2);
    expect(comments[1]?.body).toContain("**spam: failed (was passed)**");
    expect(comments[1]?.body).not.toContain("<!channel>");
    await send(settings, environment, noticeOf({ state: "passed", title: "spam: passed (was failed)" }));
    expect(statuses[0]).toMatchObject({ state: "success" });
    expect(comments).toHaveLength(2);
    expect(comments[1]?.body).toContain("**spam: passed (was failed)**");
    expect(started.requests[0]?.headers.authorization).toBe("Bearer a-token-of-git-hub");
  });

  test("without a commit it says how to name one", async () => {
    const { started } = await gitHub();
    await expect(
      send(settingsFor(started.baseUrl), environment, noticeOf({ gitCommit: null })),
    ).rejects.toThrow(
      'The commit that a status is for is not known: the code is in no git repository. Set commit: { fromEnvironment: "GITHUB_SHA" }, or commitStatus: false.',
    );
  });

  test("a pull request that is no number is refused", async () => {
    const { started } = await gitHub();
    const given = { ...environment, PULL_REQUEST: "7/merge" };
    await expect(send({ ...settingsFor(started.baseUrl), commitStatus: false }, given)).rejects.toThrow(
      "The variable PULL_REQUEST does not hold the number of a pull request.",
    );
  });
});
