#!/usr/bin/env node
import { setUp } from "../scripts/setup.mjs";

setUp();
const { main } = await import("../bundle/cli/main.js");
await main(process.argv.slice(2));
