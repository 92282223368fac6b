/** The outcome as a person reads it. */
export function printOutcome(outcome) {
  const { minutes, starts, refusedStarts, experiments, runs, repeated, calls, lives } = outcome;
  const { disturbances, problems, stalls, speed, processor, memory } = outcome;
  const line = (text) => process.stdout.write(`${text}\n`);
  line(
    `${minutes} minutes: ${starts} starts (${refusedStarts.length} refused), ${experiments} experiments, ${runs} runs, ${calls} calls, ${repeated} of them repeated`,
  );
  line(`processes: start ${lives.start}, worker ${lives.worker}`);
  const kinds = new Map();
  for (const { kind, done } of disturbances) if (done) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  line(`disturbances: ${[...kinds].map(([kind, count]) => `${kind} ${count}`).join(", ")}`);
  line(
    `seconds per experiment: ${figure(speed.firstSeconds)} at the start, ${figure(speed.lastSeconds)} at the end (× ${figure(speed.ratio)})`,
  );
  line(
    `processor ms per call: ${figure(processor.firstMs)} at the start, ${figure(processor.lastMs)} at the end (× ${figure(processor.ratio)})`,
  );
  line(
    `memory of assay start over ${memory.minutes.toFixed(0)} minutes: ${figure(memory.firstMb)} MB, then ${figure(memory.lastMb)} MB (× ${figure(memory.ratio)})`,
  );
  line(`problems: ${problems.length}`);
  for (const problem of problems) line(`  ${problem}`);
  line(
    `stalls: ${stalls.length}, without a line in the log: ${stalls.filter((stall) => stall.line === null).length}`,
  );
  for (const { from, to, kinds: near, line: found } of stalls)
    line(
      `  ${new Date(from).toISOString()} ${((to - from) / 1_000).toFixed(0)} s (${near.join(", ") || "undisturbed"}): ${found === null ? "NO LINE" : `${found.name}: ${found.line.slice(0, 160)}`}`,
    );
}

function figure(value) {
  return value === null ? "unknown" : value.toFixed(2);
}
