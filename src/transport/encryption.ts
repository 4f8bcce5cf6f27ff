/** What makes the socket of a server encrypt, and let in only who is allowed. */
import type { Router, SocketOptions } from "zeromq";
import { admitOnly } from "./admission.ts";
import type { KeyPair } from "./keys.ts";
import { readKeyPair } from "./keys.ts";
import type { ServerKeys } from "./server-options.ts";

export interface Encryption {
  readonly options: SocketOptions<Router>;
  /** Nobody needs to be asked any more. */
  readonly release: () => void;
}

/** Throws `KeyUnusable` or `EndpointRefused`. */
export async function encrypt(
  { secretKeyFile, allow }: ServerKeys,
  onWarning: (message: string) => void,
): Promise<Encryption> {
  const pair = await readKeyPair(secretKeyFile);
  const { domain, release } = await admitOnly(allow, onWarning);
  return { options: encryptedOptions(pair, domain), release };
}

/** With a domain that is enforced, nobody is let in when there is nobody to ask. */
export function encryptedOptions({ publicKey, secretKey }: KeyPair, domain: string): SocketOptions<Router> {
  const curve = { curveServer: true, curvePublicKey: publicKey, curveSecretKey: secretKey };
  return { ...curve, zapDomain: domain, zapEnforceDomain: true };
}
