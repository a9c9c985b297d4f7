import type { GatewayReceiptOptions } from '@subnetkit/gateway'
import type { Keypair, MessageSigner } from '@subnetkit/wallet'

/** The hotkey as a signer of receipts; it signs none where its key or its signer cannot. */
export function receiptSigner(hotkey: Keypair | MessageSigner): GatewayReceiptOptions['signer'] {
  const { address, scheme } = hotkey
  if (scheme !== 'sr25519') return { address, sign: null }
  if ('sign' in hotkey) return { address, sign: (text) => hotkey.sign(Buffer.from(text)) }
  // A signer of an earlier version knows no receipts.
  const { messages } = hotkey as { readonly messages?: unknown }
  if (Array.isArray(messages) && !messages.includes('answers/1')) return { address, sign: null }
  return { address, sign: (text) => hotkey.signMessage(Buffer.from(text)) }
}
