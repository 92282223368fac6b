import { expect, test } from "@jest/globals";
import { pastProxies } from "../../../src/temporal/past-proxies.js";

const PAST = { "grpc.enable_http_proxy": 0 };

test.each(["127.0.0.1:7233", "127.8.9.10:1", "localhost:7233", "LOCALHOST", "[::1]:7233"])(
  "%s is on this machine, and reached past any proxy",
  (address) => expect(pastProxies({ address })).toEqual({ address, channelArgs: PAST }),
);

test.each(["temporal.example:7233", "127.0.0.1.example:7233", "localhost.example:7233", "10.0.0.1:7233"])(
  "%s is not",
  (address) => expect(pastProxies({ address })).toEqual({ address }),
);
