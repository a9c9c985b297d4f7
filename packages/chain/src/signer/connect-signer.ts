import { connect } from 'node:net'
import { hexToU8a } from '@polkadot/util'
import {
  type Filled,
  isSubnetError,
  milliseconds,
  optionsOf,
  parseOptions,
  reasonOf,
  SubnetError,
  text,
  withDeadline,
} from '@subnetkit/base'
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

/**
 * Connects to a signer in another process ({@link serveSigner}). Each signature uses its own connection, so a restarted
 * signer is found again. Throws SIGNER_UNREACHABLE when no signer answers, SIGNER_BROKEN for an answer that is not a
 * signer's.
 */
export async function connectSigner(options: SignerConnectionOptions): Promise<ChainSigner> {
  const settings = parseOptions(signerOptions, options, 'connectSigner')
  checkSocketPath(settings.socketPath)
  const identity = await ask(settings, null)
  if (!('address' in identity)) throw strange(settings, 'it does not say which key it holds')
  const { scheme, address } = identity
  return Object.freeze({
    scheme,
    address,
    async signExtrinsic(request: SigningRequest) {
      const given = await ask(settings, request)
      if (!('signature' in given)) throw strange(settings, 'it is not a signature')
      return hexToU8a(given.signature)
    },
  })
}

async function ask(
  { socketPath, deadlineMs }: Filled<SignerConnectionOptions>,
  request: SigningRequest | null,
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
