import { decodeAddress, type Keypair, verifySignature } from '@subnetkit/wallet'

/** Parts that a v10 signature covers. Nothing else is protected: not the path, not the fields that are not hashed. */
export interface LegacySignedParts {
  /** Unix time in ns. */
  readonly nonce: bigint
  readonly sender: string
  /** The hotkey of the verifying axon; it inserts its own. */
  readonly receiver: string
  /** Of the calling dendrite. */
  readonly uuid: string
  /** `computed_body_hash`. */
  readonly bodyHash: string
}

/** The signed text: the parts joined by dots. */
export function legacySigningMessage(parts: LegacySignedParts): string {
  return [parts.nonce, parts.sender, parts.receiver, parts.uuid, parts.bodyHash].join('.')
}

/** Signs as a v10 dendrite: `0x` and hex. The key must be sr25519, which v10 knows alone. */
export function signLegacyRequest(keypair: Keypair, parts: Omit<LegacySignedParts, 'sender'>): string {
  return signText(keypair, legacySigningMessage({ ...parts, sender: keypair.address }))
}

/** Returns true if the sender signed these parts. False for anything that cannot be read; never throws. */
export function verifyLegacySignature(parts: LegacySignedParts, signature: string): boolean {
  if (!/^0x[0-9a-fA-F]{128}$/.test(signature)) return false
  let publicKey: Uint8Array
  try {
    publicKey = decodeAddress(parts.sender)
  } catch {
    return false
  }
  return verifySignature({
    scheme: 'sr25519',
    publicKey,
    message: Buffer.from(legacySigningMessage(parts), 'utf8'),
    signature: Buffer.from(signature.slice(2), 'hex'),
  })
}

/** Payload that an axon signs below a refusal; no client checks it. */
export function signLegacyRefusal(
  keypair: Keypair,
  parts: { readonly nonce: bigint; readonly dendriteHotkey: string; readonly uuid: string },
): string {
  return signText(keypair, [parts.nonce, parts.dendriteHotkey, keypair.address, parts.uuid].join('.'))
}

function signText(keypair: Keypair, text: string): string {
  return `0x${Buffer.from(keypair.sign(Buffer.from(text, 'utf8'))).toString('hex')}`
}
