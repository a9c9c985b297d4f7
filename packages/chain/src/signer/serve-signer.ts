import { once } from 'node:events'
import { chmod, lstat, unlink } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { u8aToHex } from '@polkadot/util'
import { configError, reasonOf, type SubnetError, toSubnetError } from '@subnetkit/base'
import type { Keypair } from '@subnetkit/wallet'
import { chainError } from '../errors/chain-error.js'
import { createPolicedSigner, type SignerPolicy } from './policy.js'
import { checkSocketPath } from './socket-path.js'
import { type Answer, longestDetail, longestMessage, longestText, question, readLine } from './wire.js'

/** How a signer is served. */
export interface SignerServerOptions extends SignerPolicy {
  /** Path of the unix socket; made readable and writable for this user alone. */
  readonly socketPath: string
  readonly keypair: Keypair
  /**
   * Longest life of one connection, in ms, from its start to its end.
   * @default 10000
   */
  readonly deadlineMs?: number
  /**
   * Connections at a time; more are turned away.
   * @default 16
   */
  readonly maxConnections?: number
  /** Hears of every question for a signature: the call, and why it was refused or null. @default nobody */
  readonly onDecision?: (decision: SignerDecision) => void
}

/** What became of one question for a signature. */
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
 * policy allows, and never the key. One question a connection, one line of JSON each way.
 *
 * The chain of the policy is the signer's own knowledge (see {@link SignerPolicy}), so a client that lies about names,
 * versions or chains only gets refusals. Throws CONFIG_INVALID when the path is too long for a
 * socket, or taken by another signer or something else; a socket that a dead signer left is replaced.
 */
export async function serveSigner(options: SignerServerOptions): Promise<SignerServer> {
  const { socketPath, keypair, deadlineMs = 10_000, maxConnections = 16, onDecision } = options
  checkSocketPath(socketPath)
  const sign = createPolicedSigner(keypair, options)
  await clearPath(socketPath)
  const sockets = new Set<Socket>()

  async function answerTo(asked: unknown): Promise<Answer> {
    const parsed = question.safeParse(asked)
    if (!parsed.success) {
      const detail = 'the question does not follow the protocol of the signer'
      return { error: partsOf(chainError('SIGNER_BROKEN', { signer: keypair.address, detail })) }
    }
    if (parsed.data.ask === 'identity') return { scheme: keypair.scheme, address: keypair.address }
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
      // Nobody is left to be told.
      .catch(() => socket.destroy())
  })
  server.maxConnections = maxConnections
  await listen(server, socketPath)
  const close = async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return { socketPath, address: keypair.address, close, [Symbol.asyncDispose]: close }
}

/** Binds with a mask, so that there is no moment at which others may connect. */
async function listen(server: Server, path: string): Promise<void> {
  const mask = process.umask(0o177)
  try {
    server.listen(path)
  } finally {
    process.umask(mask)
  }
  try {
    await once(server, 'listening')
    await chmod(path, 0o600)
  } catch (error) {
    throw unusable(
      path,
      reasonOf(error),
      'Choose a shorter path, or one in a folder that your user can write to.',
    )
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
