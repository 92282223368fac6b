/** `npm run dev`: Node.js restarts this at each change of src; it builds, then serves. */
import { setUp } from "./setup.mjs";

setUp();
const { main } = await import("../bundle/cli/main.js");
await main(["start"]);
