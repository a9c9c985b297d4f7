import type { Socket } from 'node:net'
import { u8aToHex } from '@polkadot/util'
import { z } from 'zod'
import type { Hex, SigningRequest } from '../extrinsic/types.js'

/** Longest message in bytes: a batch of weights rows of 4096 uids fits several times. */
export const longestMessage = 1 << 18

/** Longest text of an error that crosses, in characters, and longest of its details. */
export const longestText = 2_000
export const longestDetail = 500

const hexOf = (pattern: RegExp) =>
  z
    .string()
    .regex(pattern)
    .transform((text) => text as Hex)
const hash = hexOf(/^0x[0-9a-f]{64}$/)
const u32 = z.int().min(0).max(0xffff_ffff)

const signingRequest = z.strictObject({
  call: hexOf(/^0x([0-9a-f]{2})+$/),
  // The signer logs it: nothing but the name of a call may get there.
  name: z
    .string()
    .max(200)
    .regex(/^[A-Z][A-Za-z0-9]*\.[a-z][a-z0-9_]*$/),
  era: hexOf(/^0x([0-9a-f]{2}){1,2}$/),
  nonce: u32,
  tip: z
    .string()
    .regex(/^[0-9]{1,20}$/)
    .transform(BigInt),
  specVersion: u32,
  transactionVersion: u32,
  genesisHash: hash,
  birthHash: hash,
})

/** Request of a client: the signer's identity, or the signature of an extrinsic or a message. */
export const question = z.discriminatedUnion('ask', [
  z.strictObject({ ask: z.literal('identity') }),
  z.strictObject({ ask: z.literal('signature'), request: signingRequest }),
  z.strictObject({ ask: z.literal('message'), message: hexOf(/^0x([0-9a-f]{2})*$/) }),
])

/** Response of a signer. */
export const answer = z.union([
  z.strictObject({
    scheme: z.enum(['sr25519', 'ed25519']),
    address: z.string().max(64),
    /** Kinds of messages that it signs. */
    messages: z.array(z.string().max(60)).max(60).default([]),
  }),
  z.strictObject({ signature: z.string().regex(/^0x[0-9a-f]{130}$/) }),
  z.strictObject({ messageSignature: z.string().regex(/^0x[0-9a-f]{128}$/) }),
  z.strictObject({
    // The error as the signer threw it, texts included: a signer may know codes that its client does not.
    error: z.strictObject({
      code: z.string().regex(/^[A-Z][A-Z0-9_]{1,60}$/),
      message: z.string().max(longestText),
      fix: z.string().max(longestText),
      details: z.record(z.string().max(60), z.union([z.string().max(longestDetail), z.number()])),
      transient: z.boolean(),
    }),
  }),
])
export type Answer = z.infer<typeof answer>
/** Answer as it is written. */
export type Reply = z.input<typeof answer>

/** A message is asked for by its bytes, an extrinsic by its parts; null asks for the identity. */
export function writeQuestion(request: SigningRequest | Uint8Array | null): string {
  if (request === null) return '{"ask":"identity"}\n'
  if (request instanceof Uint8Array) {
    return `${JSON.stringify({ ask: 'message', message: u8aToHex(request) })}\n`
  }
  return `${JSON.stringify({ ask: 'signature', request: { ...request, tip: request.tip.toString() } })}\n`
}

/** The other side sent something, and it is not a message. */
export class UnreadableMessage extends Error {}

/** The first line that comes, as JSON. Throws {@link UnreadableMessage} when it is too long or not JSON. */
export function readLine(socket: Socket, longest = longestMessage): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    socket.on('data', (chunk: Buffer) => {
      const end = chunk.indexOf(0x0a)
      chunks.push(end < 0 ? chunk : chunk.subarray(0, end))
      size += chunk.length
      if (size > longest) reject(new UnreadableMessage(`it has more than ${longest} bytes`))
      else if (end >= 0) parse(Buffer.concat(chunks).toString('utf8'), resolve, reject)
    })
    socket.on('error', reject)
    socket.once('close', () => reject(new Error('the other side ended before its message')))
  })
}

function parse(text: string, resolve: (value: unknown) => void, reject: (error: Error) => void): void {
  try {
    resolve(JSON.parse(text))
  } catch {
    reject(new UnreadableMessage('it is not JSON'))
  }
}
