import { describeOptions, type OptionsEdge } from '@subnetkit/base/testing'
import { synapse } from '@subnetkit/core'
import { createKeypair } from '@subnetkit/wallet'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createNonceSource } from './btauth/nonce-source.js'
import { createMemoryNonceStore } from './btauth/nonce-store.js'
import { createRedisNonceStore } from './btauth/redis-nonce-store.js'
import { signRequest } from './btauth/sign-request.js'
import { createRequestVerifier } from './btauth/verify-request.js'
import { createMinerClient } from './client/create-miner-client.js'
import { serveLegacyAxon } from './legacy/axon.js'
import { createLegacyDendrite } from './legacy/dendrite.js'
import { legacySynapse } from './legacy/legacy-synapse.js'
import { callerLists } from './server/caller-lists.js'
import { metagraphAdmission } from './server/metagraph-admission.js'
import { rateLimit } from './server/rate-limit.js'
import { serveMiner } from './server/serve-miner.js'
import { serveProtocol } from './server/serve-protocol.js'

const keypair = createKeypair('//Bob')
const hotkey = keypair.address
const protocol = { echo: synapse({ input: z.string(), output: z.string() }) }
const handlers = { echo: ({ input }: { input: string }) => input }

type Values = Readonly<Record<string, unknown>>

const limits: readonly Values[] = [
  { limits: { maxConcurrent: 0 } },
  { limits: { bodyTimeoutMs: Number.NaN } },
  { limits: { maxConnection: 5 } },
  { limits: 5 },
]
const listening: readonly Values[] = [
  { port: -1 },
  { port: 65_536 },
  { port: '80' },
  { host: '' },
  { onError: 1 },
]

/** Every function of this package that takes options. */
const edges: Readonly<Record<string, OptionsEdge>> = {
  serveMiner: {
    call: (options) => serveMiner({ protocol }, handlers, options),
    required: { hotkey, admission: null },
    optional: [
      ...['allow', 'ban', 'priority', 'rateLimit', 'host', 'port', 'limits', 'auth', 'onError'],
      ...['tls', 'onCertificate'],
    ],
    wrong: [
      ...[
        { priority: 5 },
        { allow: [] },
        { ban: { hotkeys: ['x'] } },
        { ban: { addresses: '10.0.0.0/8' } },
        { ban: null },
      ],
      ...[...listening, ...limits, { hotkey: '' }, { hotkey: 'nobody' }, { hotkey: undefined }],
      ...[
        { admission: undefined },
        { admission: {} },
        { rateLimit: { limit: 0, windowMs: 1 } },
        { rateLimit: 5 },
      ],
      { auth: { maxAgeMs: -1 } },
    ],
  },
  signRequest: {
    call: signRequest,
    required: { keypair, method: 'POST', target: '/echo', body: new Uint8Array(), receiver: null },
    optional: ['nonce'],
    wrong: [
      ...[{ keypair: 5 }, { method: 5 }, { method: '' }, { target: Number.NaN }, { target: '' }],
      ...[{ body: '{}' }, { body: null }, { receiver: 5 }, { receiver: '' }, { nonce: 1 }, { nonce: -1n }],
    ],
  },
  legacySynapse: {
    call: legacySynapse,
    required: { name: 'Echo', fields: z.object({ prompt: z.string() }) },
    optional: ['hashFields', 'deadline', 'maxBytes'],
    wrong: [
      ...[{ name: 5 }, { name: 'a b' }, { fields: 5 }, { fields: [] }, { schema: 5 }],
      ...[{ hashFields: 'prompt' }, { hashFields: [5] }, { deadline: Number.NaN }, { deadline: null }],
      ...[{ maxBytes: 0 }, { maxBytes: {} }],
    ],
  },
  callerLists: {
    call: callerLists,
    required: { admission: null },
    optional: ['allow', 'ban'],
    wrong: [{ admission: {} }, { admission: undefined }, { allow: { hotkey: [] } }, { ban: 5 }],
  },
  serveProtocol: {
    call: serveProtocol,
    required: { protocol, handlers, verifier: createRequestVerifier({ hotkey }), admission: null },
    optional: ['host', 'port', 'limits', 'onError'],
    wrong: [
      ...[...listening, ...limits, { verifier: {} }, { verifier: undefined }, { admission: undefined }],
      ...[{ protocol: 5 }, { handlers: 5 }, { handlers: { echo: 5 } }, { handlers: {} }],
    ],
  },
  serveLegacyAxon: {
    call: serveLegacyAxon,
    required: { keypair, routes: [], admission: null },
    optional: ['verify', 'rules', 'host', 'port', 'limits', 'maxNonces', 'now', 'onError'],
    wrong: [
      ...[...listening, ...limits, { keypair: undefined }, { admission: undefined }, { routes: [1] }],
      ...[{ rules: { requireSignature: 'no' } }, { rules: { requireSignatures: true } }, { rules: null }],
      ...[{ rules: { futureMs: Number.NaN } }, { maxNonces: 0 }, { verify: true }, { now: 5 }],
    ],
  },
  createMinerClient: {
    call: (options) => createMinerClient({ protocol }, options),
    required: { keypair },
    optional: [
      'maxConnectionsPerMiner',
      'maxMiners',
      'maxConcurrent',
      'allowPrivateAddresses',
      'tlsFingerprint',
    ],
    wrong: [
      ...[
        { tlsFingerprint: 'ab' },
        { maxConcurrent: 0 },
        { allowPrivateAddresses: 'no' },
        { allowPrivateAddresses: null },
      ],
      ...[{ keypair: {} }, { maxMiners: 0 }, { maxMiners: Number.NaN }, { maxConnectionsPerMiner: 1.5 }],
    ],
  },
  createLegacyDendrite: {
    call: createLegacyDendrite,
    required: { keypair },
    optional: ['externalIp', 'maxConnectionsPerMiner', 'maxMiners', 'allowPrivateAddresses', 'nonces'],
    wrong: [
      { allowPrivateAddresses: 1 },
      { keypair: null },
      { maxMiners: -1 },
      { externalIp: '' },
      { nonces: 1 },
    ],
  },
  createRequestVerifier: {
    call: createRequestVerifier,
    required: { hotkey },
    optional: [
      ...['nonceStore', 'trustedScheme', 'requireReceiver', 'maxAgeMs', 'allowedSkewMs', 'now'],
      'verifySignature',
    ],
    wrong: [
      { hotkey: '' },
      { maxAgeMs: Number.NaN },
      { allowedSkewMs: -1 },
      { requireReceiver: 0 },
      { nonceStore: {} },
    ],
  },
  createMemoryNonceStore: {
    call: createMemoryNonceStore,
    required: {},
    optional: ['retentionMs', 'maxNonces', 'maxNoncesPerHotkey', 'now'],
    wrong: [{ retentionMs: Number.NaN }, { maxNonces: 0 }, { maxNoncesPerHotkey: Number.POSITIVE_INFINITY }],
  },
  createRedisNonceStore: {
    call: createRedisNonceStore,
    required: { client: { set: async () => 'OK' } },
    optional: ['retentionMs', 'deadlineMs', 'keyPrefix'],
    wrong: [{ client: {} }, { retentionMs: 0 }, { deadlineMs: 2 ** 31 }, { keyPrefix: '' }],
  },
  createNonceSource: {
    call: createNonceSource,
    required: {},
    optional: ['tag', 'now'],
    wrong: [{ tag: -1 }, { tag: 10_000 }, { tag: 1.5 }, { now: 5 }],
  },
  metagraphAdmission: {
    call: metagraphAdmission,
    required: { netuid: 1, metagraph: () => null },
    optional: ['minStake', 'requirePermit'],
    wrong: [
      { netuid: -5 },
      { netuid: 65_536 },
      { metagraph: null },
      { minStake: 5 },
      { minStake: -1n },
      { requirePermit: 'no' },
    ],
  },
  rateLimit: {
    call: rateLimit,
    required: { limit: 1, windowMs: 1_000 },
    optional: ['maxCallers', 'now'],
    wrong: [{ limit: Number.NaN }, { windowMs: 0 }, { maxCallers: 0 }],
  },
}

describeOptions(edges)

describe('defect: handlers and subnets were not parsed', () => {
  const options = { hotkey, admission: null, port: 0 } as const
  const { echo } = handlers
  it.each<[string, unknown, unknown]>([
    ['handlers.echo', { protocol }, { echo: 5 }],
    ['handlers.echo', { protocol }, {}],
    ['handlers.echo', { protocol }, { echo: undefined }],
    ['handlers.ecko', { protocol }, { echo, ecko: echo }],
    ['handlers', { protocol }, undefined],
    ['handlers', { protocol }, 'echo'],
    ['subnet', undefined, { echo }],
    ['subnet', { protocol: 5 }, { echo }],
    ['subnet', { protocol: {} }, {}],
    ['subnet', { protocol: { echo: 5 } }, { echo }],
  ])('defect: serveMiner refuses %s by name (%#)', async (name, subnet, given) => {
    await expect(serveMiner(subnet as never, given as never, options)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(`serveMiner ${name}`),
    })
  })
})
