import type { ConnectionOptions } from "@temporalio/client";

/**
 * The same options, for a server on this machine without any proxy: gRPC would send even what goes to loopback through
 * the one that HTTP_PROXY or HTTPS_PROXY name.
 */
export function pastProxies(options: ConnectionOptions): ConnectionOptions {
  if (!isLoopback(options.address ?? "127.0.0.1:7233")) return options;
  return { ...options, channelArgs: { ...options.channelArgs, "grpc.enable_http_proxy": 0 } };
}

function isLoopback(address: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[?::1\]?)(:\d+)?$/i.test(address);
}
