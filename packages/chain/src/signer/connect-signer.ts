import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { hexToU8a } from '@polkadot/util'
import {
  createSerialQueue,
  type Filled,
  isSubnetError,
  milliseconds,
  optionsOf,
  parseOptions,
  reasonOf,
  type SerialQueue,
  SubnetError,
  text,
  withDeadline,
} from '@subnetkit/base'
import type { MessageSigner } from '@subnetkit/wallet'
import { chainError } from '../errors/chain-error.js'
import type { ChainSigner, SigningRequest } from '../extrinsic/types.js'
import { checkSocketPath } from './socket-path.js'
import { type Answer, answer, readLine, UnreadableMessage, writeQuestion } from './wire.js'

/** Longest answer in bytes. */
const longestAnswer = 16_384

/** Options for reaching a signer in another process. */
export interface SignerConnectionOptions {
  readonly socketPath: string
  /**
   * Longest wait for an answer, in ms.
   * @default 5000
   */
  readonly deadlineMs?: number | undefined
}

const signerOptions = optionsOf({
  socketPath: text('the path of a socket'),
  deadlineMs: milliseconds().default(5_000),
})

/** A signer in another process. */
export interface SocketSigner extends ChainSigner, MessageSigner {
  /** Kinds of messages that it signs, by its own account; empty for one that signs extrinsics only. */
  readonly messages: readonly string[]
}

/** Signatures of messages that are asked for at the same time; the signer turns away what is too much for it. */
const mostAtOnce = 4
/** First and longest pause before a message is asked for again, in ms. */
const pausesMs = { first: 20, longest: 500 }

/**
 * Connects to a signer in another process ({@link serveSigner}). Each signature uses its own connection, so a restarted
 * signer is found again; the signature of a message is asked for again until the deadline while there is none, or it is
 * busy. Throws SIGNER_UNREACHABLE when no signer answers, SIGNER_BROKEN for an answer that is not a signer's.
 */
export async function connectSigner(options: SignerConnectionOptions): Promise<SocketSigner> {
  const settings = parseOptions(signerOptions, options, 'connectSigner')
  checkSocketPath(settings.socketPath)
  const identity = await ask(settings, null)
  if (!('address' in identity)) throw strange(settings, 'it does not say which key it holds')
  const { scheme, address, messages } = identity
  const places = createPlaces(mostAtOnce)

  async function askForMessage(message: Uint8Array, endsAt: number): Promise<Uint8Array> {
    for (let pauseMs = pausesMs.first; ; pauseMs = Math.min(pausesMs.longest, 2 * pauseMs)) {
      try {
        const deadlineMs = Math.max(1, endsAt - performance.now())
        const given = await ask({ ...settings, deadlineMs }, message)
        if (!('messageSignature' in given)) throw strange(settings, 'it is not the signature of a message')
        return hexToU8a(given.messageSignature)
      } catch (error) {
        const isTransient = isSubnetError(error) && ['SIGNER_UNREACHABLE', 'SIGNER_BUSY'].includes(error.code)
        if (!isTransient || performance.now() + pauseMs >= endsAt) throw error
        await setTimeout(pauseMs)
      }
    }
  }

  return Object.freeze({
    scheme,
    address,
    messages: Object.freeze(messages),
    async signExtrinsic(request: SigningRequest) {
      const given = await ask(settings, request)
      if (!('signature' in given)) throw strange(settings, 'it is not a signature')
      return hexToU8a(given.signature)
    },
    signMessage(message: Uint8Array) {
      const endsAt = performance.now() + settings.deadlineMs
      return places(() => askForMessage(message, endsAt))
    },
  })
}

/** Runs work side by side, up to a number; the rest waits in turn. */
function createPlaces(most: number) {
  const queues = Array.from({ length: most }, () => createSerialQueue())
  let next = 0
  return <T>(work: () => Promise<T>): Promise<T> => {
    next = (next + 1) % most
    return (queues[next] as SerialQueue)(work)
  }
}

async function ask(
  { socketPath, deadlineMs }: Filled<SignerConnectionOptions>,
  request: SigningRequest | Uint8Array | null,
): Promise<Exclude<Answer, { error: object }>> {
  const unreachable = (detail: string) => chainError('SIGNER_UNREACHABLE', { socket: socketPath, detail })
  const socket = connect(socketPath)
  let heard: unknown
  try {
    socket.write(writeQuestion(request))
    heard = await withDeadline(readLine(socket, longestAnswer), deadlineMs, () =>
      unreachable(`no answer within ${deadlineMs} ms`),
    )
  } catch (error) {
    if (error instanceof UnreadableMessage) throw strange({ socketPath }, error.message)
    throw isSubnetError(error) ? error : unreachable(reasonOf(error))
  } finally {
    socket.destroy()
  }
  const parsed = answer.safeParse(heard)
  if (!parsed.success) throw strange({ socketPath }, 'it does not follow the protocol of the signer')
  if ('error' in parsed.data) throw new SubnetError(parsed.data.error)
  return parsed.data
}

function strange({ socketPath }: Pick<SignerConnectionOptions, 'socketPath'>, detail: string): SubnetError {
  return chainError('SIGNER_BROKEN', { signer: socketPath, detail })
}
