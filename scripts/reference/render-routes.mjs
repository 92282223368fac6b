/** The page of HTTP routes. */
import { NOTICE } from "./render-page.mjs";

export function renderRoutes(routes) {
  const rows = routes.map(({ path, does }) => `| \`GET ${path}\` | ${does} |`);
  return [
    "# HTTP",
    NOTICE,
    "`assay start` and `assay server` answer at the address that they print. By default only this machine can reach them " +
      "(`--host`, `--allow-host`). Outside of loopback, requests need the header `Authorization: Bearer TOKEN` " +
      "([security](../security.md#assays-http-server)).",
    ["| route | answers |", "| --- | --- |", ...rows].join("\n"),
  ]
    .join("\n\n")
    .concat("\n");
}
