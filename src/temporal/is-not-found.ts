import { isGrpcServiceError } from "@temporalio/client";

/** gRPC's status of that name. */
const NOT_FOUND = 5;

/** The server answered that it has no such workflow or namespace. */
export function isNotFound(error: unknown): boolean {
  return isGrpcServiceError(error) && error.code === NOT_FOUND;
}
