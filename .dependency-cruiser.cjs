/** The arrows of ARCHITECTURE.md, executable: what each layer may import. compose.ts wires adapters for the entry points. */
const composers =
  "^src/(compose|compose-activities|open-store|worker|serve-task-queue|client|index)\\.ts$|^src/(client|cli|server)/";
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: from },
  to: { path: "^src/", pathNot: [from, ...allowed] },
});

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    only("domain-is-the-root", "^src/domain/", [], "domain imports no other layer"),
    only("statistics-are-pure", "^src/statistics/", ["^src/domain/"], "statistics know the domain only"),
    only(
      "store-knows-domain",
      "^src/store/",
      ["^src/domain/", "^src/private-files/"],
      "the store implements ports of the domain, in a file of the user's own",
    ),
    only(
      "private-files-stand-alone",
      "^src/private-files/",
      ["^src/domain/"],
      "who may read what is known of no product code",
    ),
    only(
      "project-code-stands-alone",
      "^src/project-code/",
      ["^src/domain/"],
      "modules are loaded and hashed without knowing what they hold",
    ),
    only("secrets-know-domain", "^src/secrets/", ["^src/domain/"], "what is hidden, and the store's border"),
    {
      name: "entry-points-know-the-process",
      comment: "what this process knows of secrets is handed in below its entry points",
      severity: "error",
      from: { path: "^src/", pathNot: `${composers}|^src/(secrets/|serve-task-queue\\.ts$)` },
      to: { path: "^src/secrets/process-secrets\\.ts$" },
    },
    only(
      "models-know-domain",
      "^src/models/",
      ["^src/domain/", "^src/secrets/", "^src/proxies/"],
      "the gateway implements ports of the domain",
    ),
    only(
      "evaluators-know-domain",
      "^src/evaluators/",
      ["^src/domain/", "^src/statistics/", "^src/formatting/"],
      "evaluators reach models through ports; a judge's score is a statistic",
    ),
    only(
      "pipelines-know-domain",
      "^src/pipelines/",
      ["^src/domain/", "^src/secrets/"],
      "pipelines reach models through ports",
    ),
    only(
      "notifications-know-domain",
      "^src/notifications/",
      ["^src/(domain|formatting|proxies)/", "^src/report/markdown-text\\.ts$"],
      "messages and the ways to send them; what happened is told to them",
    ),
    only("proxies-stand-alone", "^src/proxies/", [], "which way out of this machine, by its variables"),
    only(
      "schedules-know-when",
      "^src/schedules/",
      ["^src/(domain|notifications)/"],
      "what a configuration says of times, checked; Temporal is told by operations",
    ),
    only(
      "formatting-stands-alone",
      "^src/formatting/",
      ["^src/domain/"],
      "figures and texts for readers; pure",
    ),
    only(
      "report-renders-domain",
      "^src/report/",
      ["^src/domain/", "^src/formatting/"],
      "reports render one domain object",
    ),
    only(
      "data-files-know-domain",
      "^src/data-files/",
      ["^src/domain/"],
      "files of items and labels, read and written; what is done with them is for operations",
    ),
    only(
      "temporal-stands-alone",
      "^src/temporal/",
      ["^src/domain/", "^src/formatting/", "^src/private-files/"],
      "connection and server know no product code",
    ),
    only(
      "waits-know-domain",
      "^src/waits/",
      ["^src/domain/"],
      "what waits in a worker, told through ports of the domain",
    ),
    only(
      "analysis-over-ports",
      "^src/analysis/",
      ["^src/domain/", "^src/statistics/", "^src/formatting/"],
      "the fan-in reads stores through ports of the domain",
    ),
    only(
      "estimates-are-dry-runs",
      "^src/estimate/",
      [
        "^src/(domain|operations)/",
        "^src/(registry|load-config)\\.ts$",
        "^src/activities/(artifact-source|estimate-call)\\.ts$",
      ],
      "a dry run plans as a start does, and estimates a call as an activity does",
    ),
    only(
      "server-serves-operations",
      "^src/server/",
      ["^src/(domain|formatting|report|operations)/"],
      "HTTP over the same use cases as the command line",
    ),
    only(
      "client-calls-operations",
      "^src/client/",
      ["^src/(domain|operations|estimate|temporal)/", "^src/compose\\.ts$"],
      "the operations for scripts, room by room, over a project that src/client.ts has opened",
    ),
    only(
      "commands-call-operations",
      "^src/cli/",
      [
        "^src/(domain|formatting|report|operations|estimate|secrets|server|temporal|data-files|waits)/",
        "^src/(changed-definitions|client|compose|config|environment|list-project-files|load-config|load-project|open-store|registry|worker)\\.ts$",
        "^src/models/(find-local-model|model-gateway|model-variables)\\.ts$",
      ],
      "a command reads its arguments, calls a use case and prints; it knows no adapter and no statistic",
    ),
    only(
      "activities-use-ports",
      "^src/activities/",
      ["^src/domain/", "^src/statistics/", "^src/formatting/", "^src/analysis/"],
      "activities get adapters injected through ports; analysis is code over the same ports",
    ),
    only(
      "workflows-name-activities",
      "^src/workflows/",
      ["^src/(domain|activities)/"],
      "a workflow names activities and what they take; the next rule lets it import types alone",
    ),
    {
      name: "workflows-import-types-only",
      comment: "a workflow runs in Temporal's sandbox: no schema library, no I/O, activities as types",
      severity: "error",
      from: { path: "^src/workflows/" },
      to: { path: "^src/", pathNot: ["^src/workflows/"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "workflow-packages",
      severity: "error",
      from: { path: "^src/workflows/" },
      to: {
        dependencyTypes: ["npm", "core", "npm-dev"],
        pathNot: ["@temporalio/(workflow|common)"],
        dependencyTypesNot: ["type-only"],
      },
    },
    only(
      "operations-serve-entry-points",
      "^src/operations/",
      [
        "^src/(domain|formatting|analysis|temporal|data-files|schedules|notifications)/",
        "^src/workflows/contract\\.ts$",
        "^src/pipelines/anchor-pipeline\\.ts$",
        "^src/(config|load-config|registry)\\.ts$",
      ],
      "what one does with experiments is called by those that users call, and knows none of them",
    ),
    {
      name: "compose-is-for-entry-points",
      severity: "error",
      from: { path: "^src/", pathNot: composers },
      to: { path: "^src/compose\\.ts$" },
    },
    {
      name: "pure-layers-do-no-io",
      comment: "node:crypto is allowed for ids; nothing else of Node",
      severity: "error",
      from: { path: "^src/(domain|statistics|formatting)/" },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?crypto$" },
    },
    {
      name: "sqlite-driver-in-two-files",
      severity: "error",
      from: {
        path: "^(src|bench|examples)/",
        pathNot: "^src/(store/sqlite-driver|temporal/process-lock)\\.ts$",
      },
      to: { path: "node_modules/@photostructure/sqlite/" },
    },
    {
      name: "kysely-in-the-store",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/store/" },
      to: { path: "node_modules/kysely/" },
    },
    {
      name: "provider-packages-in-models",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/models/" },
      to: { path: "node_modules/(ai|@ai-sdk)/" },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.all.json" },
    detectJSDocImports: false,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};
