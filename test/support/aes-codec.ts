import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Payload, PayloadCodec } from "@temporalio/common";
import proto from "@temporalio/proto";

const { Payload: PayloadProto } = proto.temporal.api.common.v1;
const ENCODING = "binary/encrypted";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM over whole payloads, as small as a user's own codec may be: nonce, tag, ciphertext. */
export function aesCodec(key: Buffer): PayloadCodec {
  return {
    encode: async (payloads) =>
      payloads.map((payload): Payload => {
        const nonce = randomBytes(NONCE_BYTES);
        const cipher = createCipheriv("aes-256-gcm", key, nonce);
        const sealed = Buffer.concat([cipher.update(PayloadProto.encode(payload).finish()), cipher.final()]);
        return {
          metadata: { encoding: Buffer.from(ENCODING) },
          data: Buffer.concat([nonce, cipher.getAuthTag(), sealed]),
        };
      }),
    decode: async (payloads) =>
      payloads.map((payload): Payload => {
        const { metadata, data } = payload;
        if (Buffer.from(metadata?.encoding ?? []).toString() !== ENCODING) return payload;
        const bytes = Buffer.from(data ?? []);
        const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE_BYTES));
        decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
        const opened = [decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()];
        return PayloadProto.decode(Buffer.concat(opened));
      }),
  };
}
