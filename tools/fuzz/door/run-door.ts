import { request } from 'node:http'
import { ApiPromise, Keyring } from '@polkadot/api'
import { createDevnet, type Devnet } from '@subnetkit/devnet'
import fc from 'fast-check'
import { WebSocket } from 'ws'
import { type DoorWorld, SNAPSHOT } from './examples.js'
import { type DoorInput, doorInputs } from './inputs.js'

/** Inputs between two looks at the state. */
const CHUNK = 1000

export interface DoorRun {
  readonly runs: number
  readonly seed: number
  readonly onProgress?: (done: number) => void
}

export interface DoorResult {
  readonly inputs: number
  /** Answers by their error code; `result` and HTTP statuses among them. */
  readonly answers: ReadonlyMap<string, number>
}

/** Sends drawn inputs to a devnet's port; throws an Error that names the chunk after which the state is another. */
export async function fuzzDoor({ runs, seed, onProgress }: DoorRun): Promise<DoorResult> {
  await using devnet = await createDevnet({ port: 0, preset: 'fast', blockTime: 'manual', seed: 'door' })
  devnet.mine(3)
  const { methods } = await devnet.provider.send<{ methods: string[] }>('rpc_methods', [])
  const inputs = doorInputs(methods, await worldOf(devnet))
  const before = await stateOf(devnet)
  const answers = new Map<string, number>()
  const count = (answer: string) => answers.set(answer, (answers.get(answer) ?? 0) + 1)
  for (let done = 0; done < runs; done += CHUNK) {
    const drawn = fc.sample(inputs, { seed: seed + done, numRuns: Math.min(CHUNK, runs - done) })
    await sendAll(devnet, drawn, count)
    await sendChanges(devnet, drawn, count)
    if ((await stateOf(devnet)) !== before)
      throw new Error(`the state changed: seed ${seed + done}, ${CHUNK} runs`)
    onProgress?.(Math.min(runs, done + CHUNK))
  }
  return { inputs: runs, answers }
}

/** Head, pool and a digest of all that is stored. Throws if the listing fails: an error twice would read as no change. */
async function stateOf({ head, provider }: Devnet): Promise<string> {
  const pool = await provider.send('author_pendingExtrinsics', [])
  const reader = provider.clone()
  const digest = await new Promise((resolve, reject) => {
    const items = [{ key: '0x', type: 'descendantsHashes' }]
    const seen: unknown[] = []
    reader
      .subscribe('', 'archive_v1_storage', [head.hash, items], (_, event) => {
        seen.push(event)
        const { event: kind } = event as { event: string }
        if (kind === 'storage') return
        if (kind === 'storageDone' && seen.length > 1) resolve(seen)
        else reject(new Error(`the listing of the storage ended with ${JSON.stringify(event)}`))
      })
      .catch(reject)
  })
  await reader.disconnect()
  return JSON.stringify([head, pool, digest])
}

/** Things that the inputs name: all of them exist. */
export async function worldOf(devnet: Devnet): Promise<DoorWorld> {
  const prefix = '0x26aa394eea5630e07c48ae0c9558cef7'
  const transfer = await signedTransfer(devnet)
  const { hash } = devnet.head
  const { parentHash } = await devnet.provider.send<{ parentHash: string }>('chain_getHeader', [hash])
  return {
    head: hash,
    parent: parentHash,
    account: '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY',
    key: `${prefix}02a5c1b19ab7a04f536c519aca4983ac`,
    prefix,
    extrinsic: `0x${Buffer.from(transfer).toString('hex')}`,
    call: '0x00000c010203',
    pulse: await devnet.provider.send<{ round: number }>('dev_pulse', []),
  }
}

/** Sends requests that may be carried out, one at a time: one that is refused has changed nothing, any other is reverted. */
async function sendChanges(
  devnet: Devnet,
  inputs: readonly DoorInput[],
  count: (answer: string) => void,
): Promise<void> {
  const socket = new WebSocket(devnet.url ?? '')
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  for (const { kind, text } of inputs) {
    if (kind !== 'change') continue
    const before = devnet.snapshot()
    const { head, state } = devnet
    const { error, result } = await ask(socket, text.replaceAll(SNAPSHOT, before))
    // A broadcast outlives a revert.
    if (text.includes('"transaction_v1_broadcast"') && typeof result === 'string') await stop(socket, result)
    count(error ? String(error.code) : 'result')
    // The state is read by another reader as soon as anything in it is written.
    const isSame = devnet.head.hash === head.hash && devnet.state === state
    if (error && !isSame) throw new Error(`refused, but the chain changed: ${text}`)
    if (!error && !text.includes('"dev_revert"')) devnet.revert(before)
  }
  socket.terminate()
}

interface Answer {
  readonly error?: { readonly code: number }
  readonly result?: unknown
}

/** Sends a request as it is, and resolves with its answer: the next message that is no notification. */
function ask(socket: WebSocket, text: string): Promise<Answer> {
  return new Promise((resolve) => {
    socket.on('message', function onMessage(data) {
      const answer = JSON.parse(String(data))
      if ('params' in answer) return
      socket.off('message', onMessage)
      resolve(answer)
    })
    socket.send(text)
  })
}

const stop = (socket: WebSocket, operation: string) =>
  ask(socket, JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'transaction_v1_stop', params: [operation] }))

async function signedTransfer({ provider }: Devnet): Promise<Uint8Array> {
  const api = await ApiPromise.create({ provider: provider.clone() as never, noInitWarn: true })
  try {
    const pair = new Keyring({ type: 'sr25519' }).addFromUri('//Bob')
    const transfer = await api.tx.balances
      ?.transferKeepAlive?.(pair.address, 1_000_000)
      .signAsync(pair, { nonce: 0 })
    return transfer?.toU8a() ?? new Uint8Array()
  } finally {
    await api.disconnect()
  }
}

/** Sends a chunk over a connection of its own; the question behind it marks that all was answered. */
async function sendAll(
  { url = '' }: Devnet,
  inputs: readonly DoorInput[],
  count: (answer: string) => void,
): Promise<void> {
  const socket = new WebSocket(url)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  const answered = new Promise<void>((resolve, reject) => {
    socket.once('close', () => reject(new Error('the devnet closed the connection')))
    socket.on('message', (data) => {
      for (const message of [JSON.parse(String(data))].flat()) {
        if (message.id === 'the end') resolve()
        else if (!('params' in message)) count(message.error ? String(message.error.code) : 'result')
      }
    })
  })
  for (const input of inputs) if (input.kind === 'text') socket.send(input.text)
  socket.send('{"jsonrpc":"2.0","id":"the end","method":"system_chain"}')
  for (const input of inputs) if (input.kind === 'post') count(`HTTP ${await post(url, input)}`)
  await answered
  socket.removeAllListeners('close').terminate()
}

function post(url: string, { text, headers }: Extract<DoorInput, { readonly kind: 'post' }>) {
  return new Promise<number | undefined>((resolve, reject) => {
    const sent = request(url.replace('ws:', 'http:'), { method: 'POST', headers })
    sent.on('response', (response) => {
      response.resume().on('end', () => resolve(response.statusCode))
    })
    sent.on('error', reject)
    sent.end(text)
  })
}
