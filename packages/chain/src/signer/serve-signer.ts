import { once } from 'node:events'
import { chmod, link, lstat, mkdtemp, rm, unlink } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { hexToU8a, u8aToHex } from '@polkadot/util'
import {
  callback,
  configError,
  integer,
  isSubnetError,
  milliseconds,
  optionsOf,
  parseOptions,
  reasonOf,
  type SubnetError,
  text,
  toSubnetError,
} from '@subnetkit/base'
import type { Keypair } from '@subnetkit/wallet'
import { chainError } from '../errors/chain-error.js'
import { createMessageSigner, type MessageDecision } from './message-policy.js'
import { createPolicedSigner, keypairField, policyFields, type SignerPolicy } from './policy.js'
import { checkSocketPath } from './socket-path.js'
import { longestDetail, longestMessage, longestText, question, type Reply, readLine } from './wire.js'

/** Options for serving a signer. */
export interface SignerServerOptions extends SignerPolicy {
  /** Path of the unix socket; made readable and writable for this user alone. */
  readonly socketPath: string
  readonly keypair: Keypair
  /**
   * Longest life of one connection, in ms, from its start to its end.
   * @default 10000
   */
  readonly deadlineMs?: number | undefined
  /**
   * Connections at a time; more are turned away.
   * @default 64
   */
  readonly maxConnections?: number | undefined
  /** Listens to every request for a signature: the call, and the reason if refused, or null. @default none */
  readonly onDecision?: ((decision: SignerDecision) => void) | undefined
  /** Listens to every request for the signature of a message. @default none */
  readonly onMessage?: ((decision: MessageDecision) => void) | undefined
}

const signerServerOptions = optionsOf({
  socketPath: text('the path of a socket'),
  keypair: keypairField,
  ...policyFields,
  deadlineMs: milliseconds().default(10_000),
  maxConnections: integer(1).default(64),
  onDecision: callback<(decision: SignerDecision) => void>().optional(),
  onMessage: callback<(decision: MessageDecision) => void>().optional(),
})

/** Outcome of one request for a signature. */
export interface SignerDecision {
  readonly call: string
  readonly nonce: number
  readonly refusal: SubnetError | null
}

/** A signer that listens. */
export interface SignerServer extends AsyncDisposable {
  readonly socketPath: string
  /** SS58 address of the key. */
  readonly address: string
  /** Ends all connections and removes the socket. */
  close(): Promise<void>
}

/**
 * Serves a key to other processes of the same user over a unix socket: they get signatures of the calls that the
 * policy allows and of the messages in it, and never the key. One question a connection, one line of JSON each way.
 *
 * The chain of the policy is the signer's own knowledge (see {@link SignerPolicy}), so a client that lies about names,
 * versions or chains only gets refusals. Throws CONFIG_INVALID when the path is too long for a
 * socket, or taken by another signer or something else; a socket that a dead signer left is replaced.
 */
export async function serveSigner(options: SignerServerOptions): Promise<SignerServer> {
  const parsed = parseOptions(signerServerOptions, options, 'serveSigner')
  const { socketPath, keypair, deadlineMs, maxConnections, onDecision, messages } = parsed
  checkSocketPath(socketPath)
  const sign = createPolicedSigner(keypair, parsed)
  const signMessage = createMessageSigner(keypair, messages, parsed.onMessage)
  await clearPath(socketPath)
  const sockets = new Set<Socket>()

  async function answerTo(asked: unknown): Promise<Reply> {
    const parsed = question.safeParse(asked)
    if (!parsed.success) {
      const detail = 'the question does not follow the protocol of the signer'
      return { error: partsOf(chainError('SIGNER_BROKEN', { signer: keypair.address, detail })) }
    }
    if (parsed.data.ask === 'identity') {
      // Clients of earlier versions know no kinds of messages.
      const kinds = messages && { messages: [...messages.kinds] }
      return { scheme: keypair.scheme, address: keypair.address, ...kinds }
    }
    if (parsed.data.ask === 'message') {
      try {
        return { messageSignature: u8aToHex(await signMessage(hexToU8a(parsed.data.message))) }
      } catch (error) {
        return { error: partsOf(toSubnetError(error)) }
      }
    }
    const { request } = parsed.data
    const decide = (refusal: SubnetError | null) =>
      onDecision?.({ call: request.name, nonce: request.nonce, refusal })
    try {
      const signature = u8aToHex(await sign(request))
      decide(null)
      return { signature }
    } catch (error) {
      const refusal = toSubnetError(error)
      decide(refusal)
      return { error: partsOf(refusal) }
    }
  }

  const server = createServer((socket) => {
    sockets.add(socket)
    const timer = setTimeout(() => socket.destroy(), deadlineMs)
    socket.once('close', () => {
      clearTimeout(timer)
      sockets.delete(socket)
    })
    readLine(socket, longestMessage)
      .then(answerTo)
      .then((answer) => socket.end(`${JSON.stringify(answer)}\n`))
      // The client is gone.
      .catch(() => socket.destroy())
  })
  server.maxConnections = maxConnections
  const remove = await listen(server, socketPath)
  const close = async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise<void>((resolve) => server.close(() => resolve()))
    await remove()
  }
  return { socketPath, address: keypair.address, close, [Symbol.asyncDispose]: close }
}

/**
 * Listens in a folder of this user's own, then gives the socket its name: there is no moment at which others may
 * connect, and no socket that has appeared since is replaced. Returns what removes the name again.
 */
async function listen(server: Server, path: string): Promise<() => Promise<void>> {
  let folder: string | undefined
  try {
    folder = await mkdtemp(join(dirname(path), '.s'))
    const own = join(folder, 's')
    checkSocketPath(own)
    server.listen(own)
    await once(server, 'listening')
    await chmod(own, 0o600)
    await link(own, path)
  } catch (error) {
    server.close()
    if (isSubnetError(error)) throw error
    const fix = 'Choose a shorter path, or one in a folder that your user can write to.'
    throw unusable(path, reasonOf(error), fix)
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  }
  const { ino } = await lstat(path)
  return async () => {
    const there = await lstat(path).catch(() => null)
    if (there?.ino === ino) await unlink(path)
  }
}

async function clearPath(path: string): Promise<void> {
  const there = await lstat(path).catch(() => null)
  if (!there) return
  if (!there.isSocket()) throw unusable(path, 'the path exists and is not a socket', 'Choose another path.')
  if (await isAlive(path))
    throw unusable(path, 'another signer listens there', 'Use that signer, stop it, or choose another path.')
  await unlink(path)
}

async function isAlive(path: string): Promise<boolean> {
  const socket = connect(path)
  try {
    await once(socket, 'connect')
    return true
  } catch (error) {
    return !['ECONNREFUSED', 'ENOENT'].includes(String((error as NodeJS.ErrnoException).code))
  } finally {
    socket.destroy()
  }
}

function unusable(path: string, detail: string, fix: string): SubnetError {
  return configError('CONFIG_INVALID', { place: `socket ${path}`, detail, fix })
}

/** An error within the limits of the wire. */
function partsOf({ code, message, fix, details, transient }: SubnetError) {
  const plain = Object.entries(details).map(([name, value]) => [
    name,
    typeof value === 'number' ? value : String(value).slice(0, longestDetail),
  ])
  return {
    code,
    message: message.slice(0, longestText),
    fix: fix.slice(0, longestText),
    details: Object.fromEntries(plain) as Record<string, string | number>,
    transient,
  }
}
