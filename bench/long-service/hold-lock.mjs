/** Holds the write lock of a store's file for some seconds, as another program that has it open may do. */
import { setTimeout } from "node:timers/promises";
import Database from "libsql";

const [file, seconds] = process.argv.slice(2);
const database = new Database(file);
database.exec("pragma busy_timeout = 30000");
database.exec("begin immediate");
await setTimeout(Number(seconds) * 1_000);
database.exec("rollback");
database.close();
