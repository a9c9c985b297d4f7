import { callback, type Filled, oneOf, optionsOf, positive, type SubnetError } from '@subnetkit/base'
import type { Keypair } from '@subnetkit/wallet'
import { z } from 'zod'
import { chainError } from '../errors/chain-error.js'
import { type MessageKind, messageKinds, readMessage } from './message-texts.js'

/** Messages that a signer may sign besides extrinsics. */
export interface MessagePolicy {
  /** Kinds of messages; any other text is refused. @default btauth/1, scores/1 and answers/1 */
  readonly kinds?: readonly MessageKind[] | undefined
  /**
   * Returns true for hotkeys that requests may be addressed to; see {@link subnetReceivers}.
   * @default any hotkey
   */
  readonly receivers?: ((hotkey: string) => boolean | Promise<boolean>) | undefined
  /**
   * Messages a second, on average; ten seconds' worth may come at once.
   * @default 100
   */
  readonly maxPerSecond?: number | undefined
  /** Unix time in ms. @default Date.now */
  readonly now?: (() => number) | undefined
}

export const messagePolicy = optionsOf({
  kinds: z
    .array(oneOf(...messageKinds), { error: 'an array of kinds of messages' })
    .readonly()
    .default(messageKinds),
  receivers: callback<NonNullable<MessagePolicy['receivers']>>().default(() => () => true),
  maxPerSecond: positive().default(100),
  now: callback<() => number>().default(() => Date.now),
})

/** Difference between a request's nonce and the clock of the signer, in ms, at most: no request is signed for later. */
const maxSkewMs = 60_000
/** Seconds of quiet that are saved up for a burst. */
const burstSeconds = 10

/** Outcome of one request to sign a message. */
export interface MessageDecision {
  /** Null for a text of no known kind. */
  readonly kind: MessageKind | null
  /** Hotkey that a request is addressed to; null for a statement, and if the text could not be read. */
  readonly receiver: string | null
  readonly refusal: SubnetError | null
  /** Messages of this signer that were signed so far. */
  readonly signed: number
  /** Messages of this signer that were refused so far. */
  readonly refused: number
}

/**
 * Reads messages itself and signs those that a policy allows: null for one that allows none. `onDecision` receives every
 * one. Throws SIGNER_REFUSED, SIGNER_BUSY beyond the rate, and what the check of the receiver throws.
 */
export function createMessageSigner(
  keypair: Keypair,
  policy: Filled<MessagePolicy> | null,
  onDecision: ((decision: MessageDecision) => void) | undefined,
): (message: Uint8Array) => Promise<Uint8Array> {
  const { address: signer, scheme } = keypair
  const counts = { signed: 0, refused: 0 }
  const takeToken = policy && createTokens(policy)

  async function check(message: Uint8Array, decided: { kind: MessageKind | null; receiver: string | null }) {
    const refuse = (detail: string, fix: string) =>
      chainError('SIGNER_REFUSED', { signer, call: decided.kind ?? 'a message', detail, fix })
    if (policy === null || takeToken === null) {
      throw refuse('it signs extrinsics only', 'Start it with subnet signer --sign-requests.')
    }
    if (!takeToken()) throw chainError('SIGNER_BUSY', { signer, limit: policy.maxPerSecond })
    const read = readMessage(message)
    if (typeof read === 'string') throw refuse(read, 'Sign it with the key itself, or update the client.')
    decided.kind = read.kind
    if (!policy.kinds.includes(read.kind)) {
      throw refuse('its policy does not allow this kind', 'Have the operator allow it.')
    }
    if (read.kind !== 'btauth/1') {
      if (read.sender === signer) return
      const stated = read.kind === 'scores/1' ? 'validator' : 'gateway'
      throw refuse(`its ${stated} is ${read.sender}`, `State it as ${signer}.`)
    }
    decided.receiver = read.receiver
    if (read.sender !== signer || read.scheme !== scheme) {
      throw refuse(`its sender is ${read.sender} (${read.scheme})`, `Send it as ${signer} (${scheme}).`)
    }
    const skewMs = Number(read.nonce / 1_000_000n) - policy.now()
    if (!(Math.abs(skewMs) <= maxSkewMs)) {
      throw refuse(`its nonce is ${skewMs} ms from the time of the signer`, 'Set the clock of both machines.')
    }
    if (!(await policy.receivers(read.receiver))) {
      throw refuse(`${read.receiver} is no receiver that it may sign for`, 'Check the subnet of the signer.')
    }
  }

  return async (message) => {
    const decided: Parameters<typeof check>[1] = { kind: null, receiver: null }
    try {
      await check(message, decided)
      const signature = keypair.sign(message)
      counts.signed += 1
      onDecision?.({ ...decided, refusal: null, ...counts })
      return signature
    } catch (error) {
      counts.refused += 1
      onDecision?.({ ...decided, refusal: error as SubnetError, ...counts })
      throw error
    }
  }
}

/** Takes one of the messages that may be signed now; false if there is none. */
function createTokens({ maxPerSecond, now }: Filled<MessagePolicy>): () => boolean {
  const most = Math.max(1, maxPerSecond * burstSeconds)
  let tokens = most
  let at = now()
  return () => {
    const time = now()
    tokens = Math.min(most, tokens + (Math.max(0, time - at) / 1_000) * maxPerSecond)
    at = time
    if (tokens < 1) return false
    tokens -= 1
    return true
  }
}
