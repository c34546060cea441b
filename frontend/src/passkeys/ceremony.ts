/** Passkeys between server and browser: JSON with base64url there, bytes here (WebAuthn). */
type Json = Record<string, unknown>;
interface Descriptor {
  id: string;
  type: PublicKeyCredentialType;
  transports?: AuthenticatorTransport[];
}

export function toBytes(text: string): ArrayBuffer {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
}

export function toText(bytes: ArrayBuffer | null): string | null {
  if (!bytes) return null;
  const plain = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function known(list: unknown): PublicKeyCredentialDescriptor[] {
  return ((list ?? []) as Descriptor[]).map((each) => ({ ...each, id: toBytes(each.id) }));
}

/** Has this device make a passkey, one that can sign in alone where the device can keep it. */
export async function make(options: { publicKey: Json }): Promise<Json> {
  const asked = options.publicKey;
  const user = asked.user as { id: string; name: string; displayName: string };
  const publicKey = {
    ...asked,
    challenge: toBytes(asked.challenge as string),
    user: { ...user, id: toBytes(user.id) },
    excludeCredentials: known(asked.excludeCredentials),
    authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    ...whole(made),
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      attestationObject: toText(response.attestationObject),
      transports: response.getTransports(),
    },
  };
}

/** Has the person show a passkey. */
export async function show(options: { publicKey: Json }): Promise<Json> {
  const asked = options.publicKey;
  const publicKey = {
    ...asked,
    challenge: toBytes(asked.challenge as string),
    allowCredentials: known(asked.allowCredentials),
  } as unknown as PublicKeyCredentialRequestOptions;
  const shown = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  const response = shown.response as AuthenticatorAssertionResponse;
  return {
    ...whole(shown),
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      authenticatorData: toText(response.authenticatorData),
      signature: toText(response.signature),
      userHandle: toText(response.userHandle),
    },
  };
}

function whole(credential: PublicKeyCredential): Json {
  return {
    type: credential.type,
    id: credential.id,
    rawId: toText(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}
