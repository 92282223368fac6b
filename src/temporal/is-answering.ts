import { answers } from "./answers.js";
import { ownNamespace } from "./own-namespace.js";
import { serverFiles } from "./server-files.js";

/** True when the server at the address is this project's, and answers: another's may have got the port of one that was killed. */
export async function isAnswering(home: string, { address }: { readonly address: string }): Promise<boolean> {
  return await answers(address, ownNamespace(serverFiles(home).database));
}
