/** Passkeys in the browser: the server's options in, what was signed out, binary fields in base64url. */
import { sendOnce } from './api';

export interface PasskeyShown {
  readonly id: string;
  readonly client_data: string;
  readonly authenticator_data: string;
  readonly signature: string;
}

export interface PasskeyMade {
  readonly id: string;
  readonly client_data: string;
  readonly attestation: string;
}

/** The person closed the browser's dialog, or has no passkey here. */
export class GivenUp extends Error {}

export function passkeysKnown(): boolean {
  return typeof PublicKeyCredential === 'function';
}

function text(bytes: ArrayBuffer): string {
  const letters = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

async function orGivenUp(asked: Promise<Credential | null>): Promise<PublicKeyCredential> {
  const found = await asked.catch(() => null);
  if (found instanceof PublicKeyCredential) return found;
  throw new GivenUp();
}

/** A fresh challenge, signed by a passkey of this person. */
export async function showPasskey(): Promise<PasskeyShown> {
  const { options } = await sendOnce<{ options: PublicKeyCredentialRequestOptionsJSON }>('/api/passkey/options', {});
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const found = await orGivenUp(navigator.credentials.get({ publicKey }));
  const answer = found.response as AuthenticatorAssertionResponse;
  return {
    id: found.id,
    client_data: text(answer.clientDataJSON),
    authenticator_data: text(answer.authenticatorData),
    signature: text(answer.signature),
  };
}

/** A new passkey. */
export async function makePasskey(options: PublicKeyCredentialCreationOptionsJSON): Promise<PasskeyMade> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const found = await orGivenUp(navigator.credentials.create({ publicKey }));
  const answer = found.response as AuthenticatorAttestationResponse;
  return { id: found.id, client_data: text(answer.clientDataJSON), attestation: text(answer.attestationObject) };
}
