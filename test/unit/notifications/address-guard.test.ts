import { describe, expect, test } from "@jest/globals";
import { isPrivateAddress, resolvePublicAddress } from "../../../src/notifications/address-guard.js";

describe("private addresses", () => {
  test.each([
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "198.18.0.1",
    "192.0.2.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe",
    "64:ff9b::a00:1",
    "2002:7f00:1::",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "ff02::1",
    "2001:db8::1",
  ])("%s is private or reserved", (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  test.each(["93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:2800:220:1::1", "::ffff:93.184.216.34"])(
    "%s is public",
    (address) => {
      expect(isPrivateAddress(address)).toBe(false);
    },
  );

  test("a name that resolves to a private address is refused by that address", async () => {
    await expect(resolvePublicAddress("localhost")).rejects.toThrow(
      /^The host localhost has the address (127\.0\.0\.1|::1), which is private or reserved; notifications go to public addresses only\. If it is meant, set allowPrivateAddress: true for this channel\.$/,
    );
  });
});
