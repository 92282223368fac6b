import { afterEach } from "@jest/globals";
import type { FakeProvider, FakeProviderOptions } from "../../support/fake-provider/fake-provider.js";
import { startFakeProvider } from "../../support/fake-provider/start-fake-provider.js";

/** Returns a starter whose providers stop after each test of the file. */
export function providerSuite(): (options?: FakeProviderOptions) => Promise<FakeProvider> {
  const started: FakeProvider[] = [];
  afterEach(async () => {
    for (const provider of started.splice(0)) await provider.stop();
  });
  return async (options) => {
    const provider = await startFakeProvider(options);
    started.push(provider);
    return provider;
  };
}
