import { expect, test } from "@jest/globals";
import { minimalEnvironment } from "../../../src/temporal/minimal-environment.js";

const environment = {
  PATH: "/bin",
  HOME: "/home/me",
  TMPDIR: "/scratch",
  LANG: "C",
  LC_ALL: "C",
  HTTPS_PROXY: "http://proxy:3128",
  PIP_INDEX_URL: "https://index.example/simple",
  OPENAI_API_KEY: "key",
  TEMPORAL_API_KEY: "key",
  AWS_SECRET_ACCESS_KEY: "key",
  DATABASE_URL: "key",
  MY_LC_KEY: "key",
};

test("the server gets what any program needs, and nothing that nobody thought of", () => {
  expect(minimalEnvironment(environment, "server")).toEqual({
    PATH: "/bin",
    HOME: "/home/me",
    TMPDIR: "/scratch",
    LANG: "C",
    LC_ALL: "C",
  });
});

test("a download gets the proxy and pip's settings too, and no key", () => {
  expect(Object.keys(minimalEnvironment(environment, "download"))).toEqual([
    ...["PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "HTTPS_PROXY", "PIP_INDEX_URL"],
  ]);
});
