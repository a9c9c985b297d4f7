import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeOptions, type OptionsEdge } from '@subnetkit/base/testing'
import { createDevnet } from '@subnetkit/devnet'
import { createKeypair } from '@subnetkit/wallet'
import { afterAll } from 'vitest'
import { connectChain } from './connection/connect-chain.js'
import { readMetagraph } from './metagraph/read.js'
import { watchMetagraph } from './metagraph/watch.js'
import { connectSigner } from './signer/connect-signer.js'
import { createKeypairSigner } from './signer/keypair-signer.js'
import { pinChain } from './signer/pinned-chain.js'
import { serveSigner } from './signer/serve-signer.js'
import { openOutboxFile } from './weights/outbox/file-store.js'
import { createOutbox, createWeightsOutbox } from './weights/outbox/outbox.js'
import { createMemoryStore } from './weights/testing/memory-store.js'

const folder = mkdtempSync(join(tmpdir(), 'options-'))
const devnet = await createDevnet()
const client = await connectChain({ provider: devnet.provider })
const keypair = createKeypair('//Alice')
const signer = await serveSigner({ socketPath: join(folder, 'up'), keypair, chain: pinChain(client) })
afterAll(async () => {
  await signer.close()
  await client.close()
  await devnet.close()
  rmSync(folder, { recursive: true })
})

const nothing = () => {}
const store = createMemoryStore()
const chain = { onHead: () => nothing, subject: { netuid: 1, mechanism: 0, hotkey: keypair.address } }
let sockets = 0

const edges: Readonly<Record<string, OptionsEdge>> = {
  connectChain: {
    call: async (options) =>
      connectChain({ provider: (await createDevnet()).provider, ...(options as object) }),
    required: {},
    optional: [
      ...['network', 'endpoint', 'genesisHash', 'deadlineMs', 'inclusionDeadlineMs', 'stallMs', 'reconnect'],
      ...['onEvent', 'maxMessageBytes', 'clock'],
    ],
    wrong: [
      ...[{ network: 5 }, { endpoint: '' }, { provider: {} }, { genesisHash: '0x5c' }, { deadlineMs: 0 }],
      ...[
        { deadlineMs: Number.NaN },
        { inclusionDeadlineMs: '5s' },
        { stallMs: 2 ** 31 },
        { onEvent: 'log' },
      ],
      ...[{ reconnect: { firstMs: -1 } }, { reconnect: { first: 1 } }, { maxMessageBytes: 1 }, { clock: {} }],
    ],
  },
  readMetagraph: {
    call: (options) => readMetagraph(client, options),
    required: { netuid: 1 },
    optional: ['mechanism', 'at', 'sources'],
    wrong: [{ netuid: -5 }, { netuid: 65_536 }, { mechanism: 0.5 }, { sources: ['guess'] }],
  },
  watchMetagraph: {
    call: (options) => watchMetagraph(client, options),
    required: { netuid: 1 },
    optional: ['mechanism', 'everyBlocks', 'staleAfterMs', 'retryMs', 'onUpdate', 'onError'],
    wrong: [
      ...[
        { netuid: Number.NaN },
        { mechanism: -1 },
        { everyBlocks: 0 },
        { staleAfterMs: 0 },
        { retryMs: -1 },
      ],
      ...[{ onUpdate: 5 }, { onError: {} }],
    ],
  },
  serveSigner: {
    call: (options) =>
      serveSigner({ socketPath: join(folder, `${sockets++}`), ...(options as object) } as never),
    required: { keypair, chain: pinChain(client) },
    optional: ['allow', 'maxTip', 'deadlineMs', 'maxConnections', 'onDecision'],
    wrong: [
      ...[
        { socketPath: '' },
        { keypair: {} },
        { chain: null },
        { allow: 'all' },
        { allow: [5] },
        { maxTip: 5 },
      ],
      ...[{ maxTip: -1n }, { deadlineMs: 0 }, { maxConnections: 0 }, { onDecision: true }],
    ],
  },
  'policy of createKeypairSigner': {
    call: (policy) => createKeypairSigner(keypair, policy),
    required: { chain: pinChain(client) },
    optional: ['allow', 'maxTip'],
    wrong: [
      ...[{ chain: {} }, { allow: 'all' }, { allow: [5] }],
      ...[{ maxTip: Number.NaN }, { maxTip: 5 }, { maxTip: '0' }, { maxTip: -1n }],
    ],
  },
  connectSigner: {
    call: connectSigner,
    required: { socketPath: signer.socketPath },
    optional: ['deadlineMs'],
    wrong: [{ socketPath: 5 }, { deadlineMs: Number.POSITIVE_INFINITY }],
  },
  createOutbox: {
    call: createOutbox,
    required: { chain, store },
    optional: ['staleAfterBlocks', 'onChange', 'clock'],
    wrong: [{ chain: {} }, { store: {} }, { staleAfterBlocks: 0 }, { onChange: 5 }, { clock: {} }],
  },
  createWeightsOutbox: {
    call: createWeightsOutbox,
    required: { client, signer: keypair, netuid: 1, store },
    optional: ['mechanism', 'staleAfterBlocks', 'onChange', 'clock'],
    wrong: [
      { client: {} },
      { signer: {} },
      { netuid: -1 },
      { mechanism: 256 },
      { staleAfterBlocks: Number.NaN },
    ],
  },
  'advance of an outbox': {
    call: (options) => createWeightsOutbox({ client, signer: keypair, netuid: 1, store }).advance(options),
    required: {},
    optional: ['deadlineMs', 'signal'],
    wrong: [{ deadlineMs: 0 }, { deadlineMs: Number.NaN }, { signal: {} }],
  },
  'settle of an outbox': {
    // Refused before it looks for the entry; one that is accepted has none to wait for.
    call: (options) =>
      createWeightsOutbox({ client, signer: keypair, netuid: 1, store })
        .settle('none', { ...(options as object), signal: AbortSignal.abort('over') })
        .catch((error: unknown) => {
          if (error !== 'over') throw error
        }),
    required: {},
    optional: ['until', 'untilRefused', 'onStatus', 'onTrouble', 'awayMs'],
    wrong: [{ until: 'never' }, { untilRefused: 1 }, { onStatus: 5 }, { onTrouble: 5 }, { awayMs: -1 }],
  },
  openOutboxFile: {
    call: (options) => openOutboxFile(join(folder, 'outbox.json'), options),
    required: {},
    optional: ['keep'],
    wrong: [{ keep: 0 }, { keep: Number.NaN }],
  },
}

describeOptions(edges)
