/** The same calls without Assay: a loop with a limit, nothing stored, nothing survives its end. */
import pLimit from "p-limit";
import { measure } from "./measure.mjs";

const url = process.env.BENCH_URL;
const items = Number(process.env.BENCH_ITEMS);
const limit = pLimit(Number(process.env.BENCH_CONCURRENCY));

const call = async (path) => await (await fetch(`${url}/${path}`)).text();

process.send(
  await measure(async () => {
    const runs = Array.from({ length: items }, () =>
      limit(async () => {
        await call("pipeline");
        await call("judge");
      }),
    );
    await Promise.all(runs);
    return {};
  }),
);
process.disconnect();
