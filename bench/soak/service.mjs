/** The service under test: answers at once, in a process of its own. */
import { createServer } from "node:http";

const server = createServer((request, response) => {
  request.resume().on("end", () => response.end(JSON.stringify({ output: "ok" })));
});
server.listen(0, "127.0.0.1", () => process.send(`http://127.0.0.1:${server.address().port}`));
process.on("disconnect", () => process.exit(0));
