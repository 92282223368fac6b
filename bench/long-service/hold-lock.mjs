/** Holds the write lock of a store's file for some seconds, as another program that has it open may do. */
import { setTimeout } from "node:timers/promises";
import { openSqliteFile } from "../../dist/store/sqlite-driver.js";

const [path, seconds] = process.argv.slice(2);
const file = openSqliteFile(path);
file.exec("begin immediate");
await setTimeout(Number(seconds) * 1_000);
file.exec("rollback");
file.close();
