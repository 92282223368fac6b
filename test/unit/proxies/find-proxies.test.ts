import { expect, test } from "@jest/globals";
import { findProxies } from "../../../src/proxies/find-proxies.js";

const isProxied = (url: string, noProxy = "") =>
  findProxies(new URL(url), { HTTPS_PROXY: "http://proxy.example:3128", NO_PROXY: noProxy }) !== null;

test.each([
  ["https://10.1.2.3/v1", "10.0.0.0/8", false],
  ["https://11.1.2.3/v1", "10.0.0.0/8", true],
  ["https://192.168.7.9:8443/v1", "example.org, 192.168.0.0/16", false],
  ["https://[fd00::5]/v1", "fd00::/8", false],
  ["https://[fe80::5]/v1", "[fd00::]/8", true],
  ["https://10.1.2.3/v1", "10.0.0.0/99, /8, 10/8", true],
  // Names are not looked up.
  ["https://models.example/v1", "0.0.0.0/0", true],
])("%s with NO_PROXY=%s goes through the proxy: %s", (url, noProxy, expected) => {
  expect(isProxied(url, noProxy)).toBe(expected);
});

test.each([
  ...["localhost", "localhost.", "a.localhost", "127.0.0.1", "127.8.9.1", "2130706433", "0x7f.1"],
  ...["[::1]", "[::]", "[::ffff:127.0.0.1]", "0.0.0.0"],
])("%s is this machine, which no proxy is asked for", (host) => {
  expect(isProxied(`https://${host}/v1`)).toBe(false);
});

test.each(["localhost.example", "128.0.0.1", "[::2]", "[::ffff:8.8.8.8]"])(
  "%s is another machine",
  (host) => {
    expect(isProxied(`https://${host}/v1`)).toBe(true);
  },
);
