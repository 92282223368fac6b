import { z } from "zod";
import { EnvironmentReference } from "../../domain/environment-reference.js";
import type { Notice } from "../../domain/notification/notice.js";
import { NotificationRefusedError } from "../../domain/notification/notification-errors.js";
import { markdownText } from "../../report/markdown-text.js";
import { defineChannel, type SendContext } from "../channel.js";
import { readVariable } from "../read-variable.js";
import { renderNotice } from "../render-notice.js";

const ENTRIES_PER_PAGE = 100;
/** Pages of comments looked through for ours. */
const MAXIMUM_PAGES = 30;
/** GitHub's own bound. */
const LONGEST_DESCRIPTION = 140;

const Settings = z.strictObject({
  type: z.literal("github"),
  repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/, "OWNER/NAME"),
  token: EnvironmentReference,
  /** Sets a status on the commit that the regression run's code is of, or on the one a variable names. */
  commitStatus: z.boolean().default(true),
  commit: EnvironmentReference.optional(),
  /** Keeps one comment on this pull request up to date. */
  pullRequest: z.union([z.int().positive(), EnvironmentReference]).optional(),
  /** Of GitHub Enterprise: `https://HOST/api/v3`. */
  apiUrl: z.url("an absolute URL").default("https://api.github.com"),
  allowPrivateAddress: z.boolean().default(false),
});
type Settings = z.infer<typeof Settings>;

/** A commit's status, and one comment on a pull request. Both are looked at first, so that nothing is said twice. */
export const github = defineChannel({
  type: "github",
  settings: Settings,
  listVariables: ({ token, commit, pullRequest }) => [
    token.fromEnvironment,
    ...(commit === undefined ? [] : [commit.fromEnvironment]),
    ...(typeof pullRequest === "object" ? [pullRequest.fromEnvironment] : []),
  ],
  async check({ apiUrl, allowPrivateAddress, pullRequest, commit }, context) {
    const { readReceiver } = await import("../receiver.js");
    readReceiver({ receiver: "GitHub", url: apiUrl, allowPrivateAddress });
    if (pullRequest !== undefined) readNumber(pullRequest, context);
    if (commit !== undefined) requireCommit(readVariable("github", commit, context));
  },
  async send(settings, notice, context) {
    const api = openApi(settings, context);
    if (settings.commitStatus) await putStatus(api, { settings, notice, context });
    if (settings.pullRequest !== undefined)
      await putComment(api, { number: readNumber(settings.pullRequest, context), notice });
  },
});

type Api = (method: "GET" | "POST" | "PATCH", path: string, body?: unknown) => Promise<unknown>;

function openApi({ repository, token, apiUrl, allowPrivateAddress }: Settings, context: SendContext): Api {
  const authorization = `Bearer ${readVariable("github", token, context)}`;
  return async (method, path, body) => {
    const { sendRequest } = await import("../send-request.js");
    const text = await sendRequest({
      receiver: `GitHub (${method} /repos/${repository}${path.replace(/\?.*$/, "")})`,
      url: `${apiUrl.replace(/\/$/, "")}/repos/${repository}${path}`,
      method,
      headers: {
        accept: "application/vnd.github+json",
        authorization,
        "content-type": "application/json",
        "user-agent": "assay",
        "x-github-api-version": "2022-11-28",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      allowPrivateAddress,
      environment: context.environment,
      signal: context.signal,
    });
    return JSON.parse(text);
  };
}

const Status = z.object({ context: z.string(), state: z.string(), description: z.string().nullable() });

async function putStatus(
  api: Api,
  {
    settings,
    notice,
    context,
  }: { readonly settings: Settings; readonly notice: Notice; readonly context: SendContext },
): Promise<void> {
  const commit = requireCommit(
    settings.commit === undefined ? notice.gitCommit : readVariable("github", settings.commit, context),
  );
  const wanted = {
    state: statusOf(notice.state),
    description: shorten(notice.title),
    context: `assay/${notice.definition}`,
  };
  const { statuses } = z
    .object({ statuses: z.array(Status) })
    .parse(await api("GET", `/commits/${commit}/status?per_page=${ENTRIES_PER_PAGE}`));
  const present = statuses.find((status) => status.context === wanted.context);
  if (present?.state === wanted.state && present.description === wanted.description) return;
  const target = notice.lookAt.url === null ? {} : { target_url: notice.lookAt.url };
  await api("POST", `/statuses/${commit}`, { ...wanted, ...target });
}

function requireCommit(commit: string | null): string {
  if (commit !== null && /^[0-9a-f]{7,64}$/i.test(commit)) return commit;
  throw new NotificationRefusedError(
    'The commit that a status is for is not known: the code is in no git repository. Set commit: { fromEnvironment: "GITHUB_SHA" }, or commitStatus: false.',
  );
}

function statusOf(state: string): "success" | "failure" | "error" {
  if (state === "passed") return "success";
  return state === "failed" ? "failure" : "error";
}

function shorten(text: string): string {
  return text.length <= LONGEST_DESCRIPTION ? text : `${text.slice(0, LONGEST_DESCRIPTION - 1)}…`;
}

const Comment = z.object({ id: z.number(), body: z.string().nullish() });

async function putComment(
  api: Api,
  { number, notice }: { readonly number: number; readonly notice: Notice },
): Promise<void> {
  const mark = `<!-- assay: ${encodeURIComponent(notice.definition)} -->`;
  const body = [mark, `**${markdownText(notice.title)}**`, "", ...renderNotice(notice, markdownText)].join(
    "\n",
  );
  for (let page = 1; page <= MAXIMUM_PAGES; page += 1) {
    const comments = z
      .array(Comment)
      .parse(await api("GET", `/issues/${number}/comments?per_page=${ENTRIES_PER_PAGE}&page=${page}`));
    const own = comments.find((comment) => comment.body?.startsWith(mark) === true);
    if (own !== undefined) {
      if (own.body !== body) await api("PATCH", `/issues/comments/${own.id}`, { body });
      return;
    }
    if (comments.length < ENTRIES_PER_PAGE) break;
  }
  await api("POST", `/issues/${number}/comments`, { body });
}

function readNumber(given: number | EnvironmentReference, context: Pick<SendContext, "environment">): number {
  if (typeof given === "number") return given;
  const value = readVariable("github", given, context);
  if (/^[1-9]\d*$/.test(value)) return Number(value);
  throw new NotificationRefusedError(
    `The variable ${given.fromEnvironment} does not hold the number of a pull request.`,
  );
}
