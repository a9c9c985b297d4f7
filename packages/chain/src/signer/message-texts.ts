import { isAddress } from '@subnetkit/wallet'

/**
 * Kinds of messages that a signer can read: btauth/1 requests, with which sessions are opened as well, and statements about the rounds of
 * a validator (scores/1) and about the answers of a gateway (answers/1).
 */
export const messageKinds = ['btauth/1', 'scores/1', 'answers/1'] as const
export type MessageKind = (typeof messageKinds)[number]

/** A request as a signer has read it. */
interface ReadRequest {
  readonly kind: 'btauth/1'
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

/** A statement about a round, or about a batch of answers, as a signer has read it. */
interface ReadStatement {
  readonly kind: 'scores/1' | 'answers/1'
  /** SS58 address of the validator or the gateway. */
  readonly sender: string
}

/** Longest message in bytes; a request's text has one line that is not of a fixed length, its target. */
const longestSigned = 2_048

type Line = readonly [name: string, isValid: (line: string) => boolean, expected: string]

const matches = (pattern: RegExp) => (line: string) => pattern.test(line)
const isNumber = matches(/^(0|[1-9][0-9]{0,15})$/)
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

const statementLines: readonly Line[] = [
  ['domain', (line) => line === 'scores/1 round', "'scores/1 round'"],
  ['validator', isAddress, 'an SS58 address'],
  ['genesis', matches(/^0x[0-9a-f]{64}$/), '0x and 64 lower-case hex digits'],
  ['netuid', isNumber, 'a number'],
  ['mechanism', isNumber, 'a number'],
  ['round', isNumber, 'a number'],
  ['count', isNumber, 'a number'],
  ['root', matches(/^[0-9a-f]{64}$/), '64 lower-case hex digits'],
]

const answerLines: readonly Line[] = [
  ['domain', (line) => line === 'answers/1 batch', "'answers/1 batch'"],
  ['gateway', isAddress, 'an SS58 address'],
  ['genesis', matches(/^0x[0-9a-f]{64}$/), '0x and 64 lower-case hex digits'],
  ['count', isNumber, 'a number'],
  ['root', matches(/^[0-9a-f]{64}$/), '64 lower-case hex digits'],
]

/**
 * Reads a message, or returns what keeps it from being one. Only texts of a known domain pass, whole and in their one
 * form: printable ASCII in exactly these lines. No payload of an extrinsic can read like that: a short one ends with the
 * 64 bytes of two hashes and a long one is signed as 32 bytes, where a request ends with two addresses and a statement with the digits
 * of a hash, after a genesis in full.
 */
export function readMessage(message: Uint8Array): ReadRequest | ReadStatement | string {
  if (message.length > longestSigned) return `it has ${message.length} bytes, more than ${longestSigned}`
  const text = Buffer.from(message).toString('latin1')
  if (!/^[\x20-\x7e\n]+$/.test(text)) return 'it is not a text of printable ASCII'
  const lines = text.split('\n')
  const expected = [requestLines, statementLines, answerLines].find(([domain]) =>
    domain?.[1](lines[0] as string),
  )
  if (expected === undefined) return 'it begins with no domain that the signer knows'
  if (lines.length !== expected.length) return `it has ${lines.length} lines instead of ${expected.length}`
  const odd = expected.find(([, isValid], index) => !isValid(lines[index] as string))
  if (odd) return `its ${odd[0]} is not ${odd[2]}`
  if (expected === statementLines) return { kind: 'scores/1', sender: lines[1] as string }
  if (expected === answerLines) return { kind: 'answers/1', sender: lines[1] as string }
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
