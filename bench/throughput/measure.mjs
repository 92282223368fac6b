import { existsSync, readFileSync } from "node:fs";

/**
 * Wall and processor time of `work` alone, and the process' peak memory from its start to the end of it.
 * What `work` returns comes with them.
 */
export async function measure(work) {
  const before = process.cpuUsage();
  const started = performance.now();
  const found = await work();
  const wallMs = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  return { ...found, wallMs, cpuMs: (user + system) / 1_000, peakMb: process.resourceUsage().maxRSS / 1_024 };
}

/** Processor milliseconds that a process has used since its start; null where the system does not tell. */
export function processorMs(pid) {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return null;
  // After the name in parentheses: utime and stime are fields 14 and 15, in hundredths of a second.
  const fields = readFileSync(file, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
