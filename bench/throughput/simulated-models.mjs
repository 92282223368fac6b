/** Two models as a local HTTP server, in a process of its own so that its work counts for no runner. */
import { createServer } from "node:http";
import { setTimeout } from "node:timers/promises";

const DELAYS_MS = { "/pipeline": 500, "/judge": 300 };
const counts = { "/pipeline": 0, "/judge": 0 };

const server = createServer(async ({ url }, response) => {
  if (!(url in DELAYS_MS)) {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(counts));
    return;
  }
  counts[url] += 1;
  await setTimeout(DELAYS_MS[url]);
  response.end("ok");
});
server.listen(0, "127.0.0.1", () => process.send(`http://127.0.0.1:${server.address().port}`));
process.on("disconnect", () => process.exit(0));
