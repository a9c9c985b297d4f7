import { isAddress } from '@subnetkit/wallet'

/** Kinds of messages that a signer can read: btauth/1 requests, with which sessions are opened as well. */
export const messageKinds = ['btauth/1'] as const
export type MessageKind = (typeof messageKinds)[number]

/** A message as a signer has read it. */
interface ReadMessage {
  readonly kind: MessageKind
  readonly scheme: string
  /** Path and query of the request. */
  readonly target: string
  /** Unix time in ns. */
  readonly nonce: bigint
  /** SS58 address of the sender. */
  readonly sender: string
  /** SS58 address of the receiver. */
  readonly receiver: string
}

/** Longest message in bytes; a request's text has one line that is not of a fixed length, its target. */
const longestSigned = 2_048

type Line = readonly [name: string, isValid: (line: string) => boolean, expected: string]

const matches = (pattern: RegExp) => (line: string) => pattern.test(line)
const requestLines: readonly Line[] = [
  ['domain', (line) => line === 'btauth/1', "'btauth/1'"],
  ['scheme', matches(/^(sr25519|ed25519)$/), 'sr25519 or ed25519'],
  ['method', (line) => line === 'POST', 'POST'],
  ['target', matches(/^\/[\x21-\x7e]*$/), 'a path in its encoded form'],
  ['body hash', matches(/^[0-9a-f]{64}$/), '64 lower-case hex digits'],
  ['nonce', matches(/^[1-9][0-9]{0,19}$/), 'Unix time in ns'],
  ['sender', isAddress, 'an SS58 address'],
  // An unbound request, with - in its place, could be sent to anyone.
  ['receiver', isAddress, 'an SS58 address'],
]

/**
 * Reads a message, or returns what keeps it from being one. Only texts of a known domain pass, whole and in their one
 * form: printable ASCII in exactly these lines. No payload of an extrinsic can read like that: a short one ends with the
 * 64 bytes of two hashes and a long one is signed as 32 bytes, where a text ends with two addresses.
 */
export function readMessage(message: Uint8Array): ReadMessage | string {
  if (message.length > longestSigned) return `it has ${message.length} bytes, more than ${longestSigned}`
  const text = Buffer.from(message).toString('latin1')
  if (!/^[\x20-\x7e\n]+$/.test(text)) return 'it is not a text of printable ASCII'
  const lines = text.split('\n')
  if (lines[0] !== requestLines[0]?.[2].slice(1, -1)) return 'it begins with no domain that the signer knows'
  if (lines.length !== requestLines.length)
    return `it has ${lines.length} lines instead of ${requestLines.length}`
  const odd = requestLines.find(([, isValid], index) => !isValid(lines[index] as string))
  if (odd) return `its ${odd[0]} is not ${odd[2]}`
  const [, scheme, , target, , nonce, sender, receiver] = lines as [string, ...string[]] & string[]
  return {
    ...{
      kind: 'btauth/1',
      scheme: scheme as string,
      target: target as string,
      nonce: BigInt(nonce as string),
    },
    ...{ sender: sender as string, receiver: receiver as string },
  }
}
