import { jsonFlaw } from '@subnetkit/base'
import { decodeAddress, type Keypair, verifySignature } from '@subnetkit/wallet'
import { updateError } from '../errors.js'
import { type Channel, type SignedChannel, signedBytes, signedChannelSchema } from './channel-file.js'

/** Signs a channel with a key pair (sr25519). */
export const signChannel = (channel: Channel, key: Pick<Keypair, 'sign'>): SignedChannel => ({
  ...channel,
  signature: `0x${Buffer.from(key.sign(signedBytes(channel))).toString('hex')}`,
})

/**
 * Reads the text of a channel file that `key` has signed. Throws CHANNEL_INVALID for a text of another form, and CHANNEL_UNSIGNED.
 *
 * @param key SS58 address
 */
export function readChannel(url: string, text: string, key: string): Channel {
  const parsed = signedChannelSchema.safeParse(parseJson(url, text))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const place = issue?.path.join('.') || 'it'
    throw invalid(url, `${place} ${issue?.message ?? 'has another form'}`)
  }
  const { signature, ...channel } = parsed.data
  const isSigned = verifySignature({
    scheme: 'sr25519',
    publicKey: decodeAddress(key),
    message: signedBytes(channel),
    signature: Buffer.from(signature.slice(2), 'hex'),
  })
  if (!isSigned) throw updateError('CHANNEL_UNSIGNED', { url, key })
  return channel
}

function parseJson(url: string, text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    const flaw = jsonFlaw(text)
    if (flaw === undefined) return value
    throw new Error(String(flaw))
  } catch (error) {
    throw invalid(url, (error as Error).message)
  }
}

const invalid = (url: string, detail: string) => updateError('CHANNEL_INVALID', { url, detail })
