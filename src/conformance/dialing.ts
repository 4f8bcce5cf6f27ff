/** How a check connects: with which keys, and who keeps what is said. */
import type { CurveOptions } from "../transport/channel-options.ts";
import { readKeyPair, readPublicKey } from "../transport/keys.ts";
import type { Recorder } from "../transport/recorder/recorder.ts";

/** Options of a DEALER that a server with keys lets in; none for a server without. */
export interface DealerKeys {
  readonly curvePublicKey?: string;
  readonly curveSecretKey?: string;
  readonly curveServerKey?: string;
}

export interface Dialing {
  readonly record?: Recorder | undefined;
  readonly keys?: DealerKeys | undefined;
}

/** Rejects with `KeyUnusable`. */
export async function dealerKeys({ serverKey, secretKeyFile }: CurveOptions): Promise<DealerKeys> {
  const { publicKey, secretKey } = await readKeyPair(secretKeyFile);
  const curveServerKey = await readPublicKey(serverKey);
  return { curvePublicKey: publicKey, curveSecretKey: secretKey, curveServerKey };
}
