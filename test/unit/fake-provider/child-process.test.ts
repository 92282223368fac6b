import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "@jest/globals";
import { providerSuite } from "./provider-suite.js";

const start = providerSuite();

test("counts the call of a process that is killed while it waits for the answer", async () => {
  const provider = await start({ answer: () => ({ fault: "hang" }) });
  const body = JSON.stringify({ model: "gpt-4o", messages: [{ role: "user", content: "Hi" }] });
  const url = `${provider.openaiBaseUrl}/chat/completions`;
  const program = `await fetch(${JSON.stringify(url)}, { method: "POST", body: ${JSON.stringify(body)} });`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], { stdio: "ignore" });
  await provider.waitForCalls({ count: 1, filter: (call) => call.body !== null });
  child.kill("SIGKILL");
  await once(child, "exit");
  await provider.waitForCalls({ count: 1, filter: { aborted: true } });
  expect(provider.calls).toHaveLength(1);
  expect(provider.calls[0]).toMatchObject({ model: "gpt-4o", status: null, aborted: true, usage: null });
});
