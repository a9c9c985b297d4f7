import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeOptions, type OptionsEdge } from '@subnetkit/base/testing'
import { createDevnet } from '@subnetkit/devnet'
import { createKeypair } from '@subnetkit/wallet'
import { afterAll, describe, expect, it } from 'vitest'
import { readCommitment } from './actions/commitments.js'
import { readRegistrations, readStakes } from './actions/holdings.js'
import { planMoveStake, planRemoveStake } from './actions/remove-stake.js'
import { readRevealedCommitments, sealCommitment } from './actions/timelocked-commitments.js'
import { connectChain } from './connection/connect-chain.js'
import { signExtrinsic } from './extrinsic/sign.js'
import { submit } from './extrinsic/submit.js'
import { readHyperparameters } from './hyperparameters/state.js'
import { readMetagraph } from './metagraph/read.js'
import { watchMetagraph } from './metagraph/watch.js'
import { openBlock } from './read/block-reader.js'
import { connectSigner } from './signer/connect-signer.js'
import { createKeypairSigner } from './signer/keypair-signer.js'
import { pinChain } from './signer/pinned-chain.js'
import { serveSigner } from './signer/serve-signer.js'
import { createWeightsChain } from './weights/outbox/chain-over-client.js'
import { openOutboxFile } from './weights/outbox/file-store.js'
import { createOutbox, createWeightsOutbox } from './weights/outbox/outbox.js'
import { preflight } from './weights/preflight.js'
import { readWeightRow } from './weights/row.js'
import { readWeightsState } from './weights/state.js'
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
const hotkey = keypair.address
const remark = { pallet: 'System', call: 'remark', args: ['0x01'] }
/** Values that do not name a block. */
const wrongBlocks = [
  5,
  {},
  'zz',
  null,
  { number: 1 },
  { number: -1, hash: `0x${'0'.repeat(64)}` },
  { number: 1, hash: '0x' },
].map((at) => ({ at }))
const wrongTips = [Number.NaN, 5, -1n, 2n ** 64n].map((tip) => ({ tip }))
const wrongNonces = [Number.NaN, -1, 0.5, 2 ** 32, '1'].map((nonce) => ({ nonce }))
const wrongNetuids = [-1, 65_536, Number.NaN, '1'].map((netuid) => ({ netuid }))

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
    wrong: [
      ...[{ netuid: -5 }, { netuid: 65_536 }, { mechanism: 0.5 }, { sources: ['guess'] }],
      ...wrongBlocks,
    ],
  },
  readHyperparameters: {
    call: (options) => readHyperparameters(client, options),
    required: { netuid: 1 },
    optional: ['at'],
    wrong: [...wrongNetuids, ...wrongBlocks],
  },
  readCommitment: {
    call: (options) => readCommitment(client, options),
    required: { netuid: 1, hotkey },
    optional: ['at'],
    wrong: [...wrongNetuids, ...wrongBlocks],
  },
  readRevealedCommitments: {
    call: (options) => readRevealedCommitments(client, options),
    required: { netuid: 1, hotkey },
    optional: ['at'],
    wrong: [...wrongNetuids, ...wrongBlocks],
  },
  sealCommitment: {
    call: (options) => sealCommitment(client, options),
    required: { data: new Uint8Array(3), round: 1_000n },
    optional: [],
    wrong: [{ data: 'text' }, { data: [1] }, { round: 5 }, { round: 0n }, { round: 2n ** 64n }],
  },
  readStakes: {
    call: (options) => readStakes(client, options),
    required: { coldkey: hotkey },
    optional: [],
    wrong: [{ coldkey: 5 }],
  },
  readRegistrations: {
    call: (options) => readRegistrations(client, options),
    required: { netuids: [1], hotkeys: [hotkey] },
    optional: [],
    wrong: [{ netuids: 1 }, { hotkeys: hotkey }],
  },
  planRemoveStake: {
    call: (options) => planRemoveStake(client, options),
    required: { netuid: 1, hotkey, coldkey: hotkey, amount: 'all' },
    optional: ['tolerance'],
    wrong: [...wrongNetuids, { amount: 0n }, { amount: 5 }, { tolerance: Number.NaN }, { tolerance: 2 }],
  },
  planMoveStake: {
    call: (options) => planMoveStake(client, options),
    required: { coldkey: hotkey, from: { netuid: 1, hotkey }, to: { netuid: 0, hotkey }, amount: 'all' },
    optional: [],
    wrong: [
      ...[{ amount: -1n }, { from: 5 }],
      ...[{ from: { netuid: -1 } }, { to: { nonsense: 1, netuid: 0, hotkey } }],
    ],
  },
  openBlock: {
    call: (options) => openBlock(client, options),
    required: {},
    optional: ['at', 'reads'],
    wrong: [...wrongBlocks, { reads: 5 }, { reads: null }, { reads: [5] }],
  },
  readWeightsState: {
    call: (options) => readWeightsState(client, options),
    required: { netuid: 1, mechanism: 0, hotkey },
    optional: ['at'],
    wrong: [...wrongNetuids, { mechanism: 256 }, { hotkey: 5 }, ...wrongBlocks],
  },
  readWeightRow: {
    call: (options) => readWeightRow(client, options),
    required: { netuid: 1, uid: 0 },
    optional: ['mechanism', 'at'],
    wrong: [...wrongNetuids, { mechanism: -1 }, { uid: -1 }, { uid: Number.NaN }, ...wrongBlocks],
  },
  preflight: {
    call: (options) => preflight(client, options),
    required: { netuid: 1, hotkey, versionKey: 0n },
    optional: ['mechanism', 'uids', 'values', 'mode'],
    wrong: [
      ...[...wrongNetuids, { mechanism: Number.NaN }, { hotkey: 5 }, { versionKey: 0 }],
      ...[{ uids: null }, { uids: ['1'] }, { values: 5 }, { mode: 'zz' }],
    ],
  },
  'preflight of an outbox': {
    call: (options) => createWeightsOutbox({ client, signer: keypair, netuid: 1, store }).preflight(options),
    required: { versionKey: 0n },
    optional: ['uids', 'values', 'mode'],
    wrong: [{ versionKey: 5 }, { uids: null }, { values: 5 }, { mode: 'zz' }],
  },
  signExtrinsic: {
    call: (options) => signExtrinsic(client, keypair, remark, options),
    required: {},
    optional: ['eraBlocks', 'nonce', 'tip'],
    wrong: [...wrongNonces, ...wrongTips, { eraBlocks: '64' }, { eraBlocks: 63 }, { eraBlocks: Number.NaN }],
  },
  submit: {
    call: (options) => submit(client, keypair, remark, options),
    required: {},
    optional: ['eraBlocks', 'nonce', 'tip', 'deadlineMs', 'signal', 'waitFor'],
    wrong: [
      ...[...wrongNonces, ...wrongTips],
      ...[{ deadlineMs: Number.NaN }, { signal: {} }, { waitFor: 'ever' }],
    ],
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

describe('edges of positional parameters', () => {
  const refused = (place: string) => ({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining(place),
  })

  const subnet = { netuid: 1, mechanism: 0 }

  it.each([
    ['client', [{}, keypair, subnet]],
    ['signer', [client, {}, subnet]],
    ['netuid', [client, keypair, { ...subnet, netuid: -1 }]],
    ['mechanism', [client, keypair, { ...subnet, mechanism: Number.NaN }]],
  ] as const)('defect: createWeightsChain takes a wrong %s', (name, given) => {
    const create = () => createWeightsChain(...(given as unknown as Parameters<typeof createWeightsChain>))
    expect(create).toThrow(expect.objectContaining(refused(name)))
  })

  it.each([
    ['call.pallet', keypair, {}],
    ['call.args', keypair, { ...remark, args: 5 }],
    ['call', keypair, { ...remark, arguments: [] }],
    ['signer', {}, remark],
    ['signer', { address: hotkey }, remark],
  ])('defect: a wrong %s is signed', async (name, signer, call) => {
    for (const edge of [signExtrinsic, submit])
      await expect(edge(client, signer as never, call as never)).rejects.toMatchObject(refused(name))
  })

  it.each([
    { args: [] },
    { args: [1] },
    { args: [-1, [], [], 0] },
    { args: ['x', [0], [1], 0] },
    { args: [70_000, [0], [1], 0] },
    { args: [1, 5, [1], 0] },
    { args: [1, [0], [1], 'x'] },
    { args: [null, [0], [1], 0] },
    { args: [1, [0], undefined, 0] },
  ])('defect: the arguments $args end in an error of the codec', async ({ args }) => {
    const call = { pallet: 'SubtensorModule', call: 'set_weights', args }
    await expect(submit(client, keypair, call)).rejects.toMatchObject({
      ...refused('arguments of SubtensorModule.set_weights'),
      fix: expect.stringContaining('versionKey: u64'),
    })
  })
})
