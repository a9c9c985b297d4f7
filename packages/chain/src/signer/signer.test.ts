import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { expandMetadata, Metadata, TypeRegistry } from '@polkadot/types'
import type { Codec } from '@polkadot/types/types'
import { bnToU8a, compactFromU8a, hexToU8a, u8aToHex } from '@polkadot/util'
import { createDevnet, type Devnet } from '@subnetkit/devnet'
import { createKeypair, type KeyScheme } from '@subnetkit/wallet'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type ChainClient, connectChain } from '../connection/connect-chain.js'
import { makeCall } from '../extrinsic/call.js'
import { submit } from '../extrinsic/submit.js'
import type { CallParameters, ChainSigner, Hex, SigningRequest } from '../extrinsic/types.js'
import { connectSigner } from './connect-signer.js'
import { createKeypairSigner } from './keypair-signer.js'
import { pinChain, pinMetadata } from './pinned-chain.js'
import type { SignerPolicy } from './policy.js'
import { type SignerDecision, serveSigner } from './serve-signer.js'

const charlie = createKeypair('//Charlie').address

let devnet: Devnet
let client: ChainClient
let folder: string
beforeAll(async () => {
  devnet = await createDevnet({ port: 0 })
  client = await connectChain({ endpoint: devnet.url as string })
  folder = await mkdtemp(join(tmpdir(), 'signer-'))
})
afterAll(async () => {
  await client.close()
  await devnet.close()
  await rm(folder, { recursive: true })
})

const socketPath = (name: string) => join(folder, name)
const commitment = {
  pallet: 'Commitments',
  call: 'set_commitment',
  args: [1, { fields: [{ Raw2: '0x0102' }] }],
}
const weights = { pallet: 'SubtensorModule', call: 'set_weights', args: [1, [0], [65_535], 0] }
const transfer = { pallet: 'Balances', call: 'transfer_keep_alive', args: [charlie, 1] }
const method = (call: CallParameters) => makeCall(client, call).method
const batchOf = (...calls: CallParameters[]) => ({
  pallet: 'Utility',
  call: 'batch',
  args: [calls.map(method)],
})

function requestOf(parameters: CallParameters, changes: Partial<SigningRequest> = {}): SigningRequest {
  return {
    call: method(parameters).toHex(),
    name: `${parameters.pallet}.${parameters.call}`,
    era: '0x0500',
    nonce: 0,
    tip: 0n,
    specVersion: client.api.runtimeVersion.specVersion.toNumber(),
    transactionVersion: client.api.runtimeVersion.transactionVersion.toNumber(),
    genesisHash: client.api.genesisHash.toHex(),
    birthHash: client.api.genesisHash.toHex(),
    ...changes,
  }
}

interface Served extends AsyncDisposable {
  readonly signer: ChainSigner
}

/** The two implementations of the port; what follows holds for both. */
const implementations = {
  async 'in process'(policy: Partial<SignerPolicy>, scheme: KeyScheme): Promise<Served> {
    const keypair = createKeypair('//Bob', { scheme })
    const signer = createKeypairSigner(keypair, { chain: pinChain(client), ...policy })
    return { signer, [Symbol.asyncDispose]: async () => undefined }
  },
  async 'over a socket'(policy: Partial<SignerPolicy>, scheme: KeyScheme): Promise<Served> {
    const keypair = createKeypair('//Bob', { scheme })
    const path = socketPath(`${Math.random()}`)
    const server = await serveSigner({ socketPath: path, keypair, chain: pinChain(client), ...policy })
    return { signer: await connectSigner({ socketPath: path }), [Symbol.asyncDispose]: () => server.close() }
  },
}

describe('policy of a signer in this process', () => {
  const key = createKeypair('//Bob')

  it.each([Number.NaN, 5, '0', -1n, null])('defect: with a maxTip of %s it signs any tip', (maxTip) => {
    const policy = { chain: pinChain(client), maxTip } as never
    expect(() => createKeypairSigner(key, policy)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining('maxTip') }),
    )
  })

  it.each([5, {}, null, undefined, []])('defect: %j is taken for a policy', (policy) => {
    const refused = expect.objectContaining({ code: 'CONFIG_INVALID' })
    expect(() => createKeypairSigner(key, policy as never)).toThrow(refused)
  })

  it.each([Number.NaN, '0', undefined, -1n, 6n])('defect: signs a request with a tip of %s', async (tip) => {
    const signer = createKeypairSigner(key, { chain: pinChain(client), maxTip: 5n })
    const refused = { code: 'SIGNER_REFUSED', message: expect.stringContaining('its tip of') }
    await expect(signer.signExtrinsic(requestOf(weights, { tip } as never))).rejects.toMatchObject(refused)
  })
})

describe.each(Object.entries(implementations))('a signer %s', (_, create) => {
  const refusal = async (request: SigningRequest, policy: Partial<SignerPolicy> = {}) => {
    await using served = await create(policy, 'sr25519')
    // Awaited here: what is served ends with this function.
    return await served.signer.signExtrinsic(request).then(
      () => 'signed',
      ({ code, message }) => `${code}: ${message}`,
    )
  }

  it.each(['sr25519', 'ed25519'] as const)('signs with %s what the chain takes', async (scheme) => {
    await using served = await create({ allow: ['System.remark'] }, scheme)
    const key = createKeypair('//Bob', { scheme })
    expect(served.signer).toMatchObject({ scheme, address: key.address })
    devnet.fund(key.address, 1_000_000_000n)
    const remark = { pallet: 'System', call: 'remark', args: ['0x01'] }
    const { refusal } = await submit(client, served.signer, remark)
    expect(refusal).toBeNull()
  })

  it('signs hotkey calls and refuses those of a coldkey, wrapped ones too', async () => {
    expect(await refusal(requestOf(weights))).toBe('signed')
    expect(await refusal(requestOf(commitment))).toBe('signed')
    const stake = { pallet: 'SubtensorModule', call: 'add_stake', args: [charlie, 1, 1] }
    const sudo = { pallet: 'Sudo', call: 'sudo', args: [method(weights)] }
    for (const call of [transfer, stake, sudo, batchOf(weights), batchOf(transfer)]) {
      expect(await refusal(requestOf(call))).toMatch(/^SIGNER_REFUSED: .* is not on its allow-list$/)
    }
  })

  it('looks into wrappers that it may sign, however deep', async () => {
    const allow = ['Utility.batch', 'Utility.batch_all', 'SubtensorModule.set_weights']
    const nested = (inner: CallParameters) => ({
      pallet: 'Utility',
      call: 'batch_all',
      args: [[method(batchOf(weights, inner))]],
    })
    expect(await refusal(requestOf(nested(weights)), { allow })).toBe('signed')
    expect(await refusal(requestOf(nested(transfer)), { allow })).toContain(
      'Balances.transfer_keep_alive, inside it',
    )
  })

  it('believes bytes, not names', async () => {
    const disguised = requestOf(transfer, { name: 'SubtensorModule.set_weights' })
    expect(await refusal(disguised)).toContain('Balances.transfer_keep_alive is not on its allow-list')
    const misnamed = requestOf(weights, { name: 'SubtensorModule.serve_axon' })
    expect(await refusal(misnamed)).toContain('its bytes are SubtensorModule.set_weights')
  })

  it.each<[string, (plain: SigningRequest) => Partial<SigningRequest>, string]>([
    ['bytes after the call', ({ call }) => ({ call: `${call}a50200` as Hex }), 'not a call of this runtime'],
    ['half a call', ({ call }) => ({ call: call.slice(0, -4) as Hex }), 'not a call of this runtime'],
    ['another chain', () => ({ genesisHash: `0x${'11'.repeat(32)}` }), 'it is for the chain 0x1111'],
    ['another runtime', () => ({ specVersion: 1 }), 'it is for spec 1 '],
    ['other transactions', () => ({ transactionVersion: 99 }), '(transactions 99)'],
    ['an immortal era', () => ({ era: '0x00' }), 'its era 0x00 is not mortal'],
    // The chain would read: immortal, nonce 0, and the nonce as a tip.
    [
      'an immortal era in disguise',
      () => ({ era: '0x0000', nonce: 4_000_000 }),
      'its era 0x0000 is not mortal',
    ],
    ['a tip', () => ({ tip: 1n }), 'its tip of 1 rao is not from 0 to 0 rao'],
  ])('refuses %s', async (_name, change, reason) => {
    const plain = requestOf(weights)
    expect(await refusal({ ...plain, ...change(plain) })).toContain(reason)
  })

  it('refuses an allow-list that names no call', async () => {
    await expect(create({ allow: ['set_weights'] }, 'sr25519')).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    })
  })
})

it('reads calls by metadata from a file, proxies included, with no network at all', async () => {
  const packed = await readFile(new URL('../../fixtures/metadata-spec381.scale.gz', import.meta.url))
  const metadata = gunzipSync(packed)
  const registry = new TypeRegistry()
  const file = new Metadata(registry, metadata)
  registry.setMetadata(file)
  const { tx } = expandMetadata(registry, file)
  const make = (pallet: string, call: string, ...args: unknown[]) => tx[pallet]?.[call]?.(...args) as Codec
  const genesisHash = client.api.genesisHash.toHex()
  const chain = pinMetadata({ genesisHash, metadata, specVersion: 381, transactionVersion: 1 })
  const allow = ['Proxy.proxy', 'SubtensorModule.set_weights']
  const signer = createKeypairSigner(createKeypair('//Bob'), { chain, allow })
  const ask = (inner: Codec) => {
    const call = make('proxy', 'proxy', { Id: charlie }, null, inner).toHex()
    const versions = { specVersion: 381, transactionVersion: 1 }
    return signer.signExtrinsic({ ...requestOf(weights), ...versions, call, name: 'Proxy.proxy' })
  }
  expect(await ask(make('subtensorModule', 'setWeights', 1, [0], [1], 0))).toHaveLength(65)
  const transferred = ask(make('balances', 'transferKeepAlive', { Id: charlie }, 1))
  await expect(transferred).rejects.toThrow(
    'Balances.transfer_keep_alive, inside it, is not on its allow-list',
  )
  await expect(signer.signExtrinsic(requestOf(weights))).rejects.toThrow('the signer sees spec 381')
})

it.each([14, 15, 16])('signs by metadata of version %d from a file', async (version) => {
  const params = ['Metadata_metadata_at_version', u8aToHex(bnToU8a(version, { bitLength: 32 }))]
  const answer = hexToU8a(await devnet.provider.send<string>('state_call', params))
  // Option of bytes: one for Some, then the length.
  const metadata = answer.subarray(1 + compactFromU8a(answer.subarray(1))[0])
  const { specVersion, transactionVersion, genesisHash } = requestOf(weights)
  const chain = pinMetadata({ genesisHash, metadata, specVersion, transactionVersion })
  const { registry } = await chain.runtime()
  expect(registry.metadata.extrinsic.transactionExtensions.length).toBeGreaterThan(7)
  const signer = createKeypairSigner(createKeypair('//Bob'), { chain, allow: ['System.remark'] })
  const { refusal } = await submit(client, signer, { pallet: 'System', call: 'remark', args: ['0x01'] })
  expect(refusal).toBeNull()
})

describe('a signer that is served', () => {
  const keypair = createKeypair('//Bob')
  const serve = (name: string, more: Partial<Parameters<typeof serveSigner>[0]> = {}) =>
    serveSigner({ socketPath: socketPath(name), keypair, chain: pinChain(client), ...more })

  it('has a socket for its user alone, and takes it away at the end', async () => {
    const server = await serve('private')
    expect((await stat(server.socketPath)).mode & 0o777).toBe(0o600)
    await server.close()
    await expect(stat(server.socketPath)).rejects.toThrow('ENOENT')
    await expect(connectSigner({ socketPath: server.socketPath })).rejects.toMatchObject({
      code: 'SIGNER_UNREACHABLE',
    })
  })

  it('defect: files that the process wrote meanwhile got the mask of the socket', async () => {
    const mask = vi.spyOn(process, 'umask')
    await using server = await serve('unmasked')
    expect(mask).not.toHaveBeenCalled()
    mask.mockRestore()
    // Nor is there anything left of the folder in which the socket was made.
    expect((await readdir(dirname(server.socketPath))).filter((name) => name.startsWith('.s'))).toEqual([])
  })

  it('takes over from a dead one, never from a living one or a file', async () => {
    await writeFile(socketPath('file'), 'precious')
    await expect(serve('file')).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    expect(await readFile(socketPath('file'), 'utf8')).toBe('precious')
    const dying = await serve('dying')
    await rename(dying.socketPath, socketPath('dead'))
    await dying.close()
    await using heir = await serve('dead')
    expect(await connectSigner({ socketPath: heir.socketPath })).toMatchObject({ address: keypair.address })
    await using living = await serve('twice')
    await expect(serve('twice')).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    expect(await connectSigner({ socketPath: living.socketPath })).toMatchObject({ address: keypair.address })
  })

  it('tells its operator what it decided', async () => {
    const decisions: SignerDecision[] = []
    await using server = await serve('told', { onDecision: (decision) => decisions.push(decision) })
    const signer = await connectSigner({ socketPath: server.socketPath })
    await signer.signExtrinsic(requestOf(weights, { nonce: 7 }))
    await expect(signer.signExtrinsic(requestOf(transfer))).rejects.toMatchObject({ code: 'SIGNER_REFUSED' })
    expect(decisions.map(({ call, nonce, refusal }) => [call, nonce, refusal?.code])).toEqual([
      ['SubtensorModule.set_weights', 7, undefined],
      ['Balances.transfer_keep_alive', 0, 'SIGNER_REFUSED'],
    ])
  })

  it.each([
    ['no JSON', 'hello\n'],
    ['another question', '{"ask":"secret"}\n'],
    ['more than it reads', 'x'.repeat(2 << 20)],
    ['half a question', '{"ask":'],
  ])('survives %s', async (_name, text) => {
    await using server = await serve('rude', { deadlineMs: 50 })
    const socket = connect(server.socketPath)
    let heard = ''
    socket.on('data', (chunk) => {
      heard += chunk
    })
    socket.on('error', () => undefined)
    socket.write(text)
    await new Promise((resolve) => socket.once('close', resolve))
    expect(heard).not.toContain('signature')
    expect(await connectSigner({ socketPath: server.socketPath })).toMatchObject({ address: keypair.address })
  })

  it('defect: a socket path that the system would cut is refused by name, and leaves nothing behind', async () => {
    const long = `${'a'.repeat(107)}.sock`
    const refused = { code: 'CONFIG_INVALID', details: { place: 'socketPath' } }
    await expect(serve(long)).rejects.toMatchObject(refused)
    await expect(connectSigner({ socketPath: socketPath(long) })).rejects.toMatchObject(refused)
    expect((await readdir(folder)).filter((name) => name.startsWith('aaa'))).toEqual([])
  })

  it('defect: a client writes raw lines into the log of the signer', async () => {
    const decisions: SignerDecision[] = []
    await using server = await serve('log', { onDecision: (decision) => decisions.push(decision) })
    const signer = await connectSigner({ socketPath: server.socketPath })
    const forged = requestOf(weights, { name: 'x\nsigned Balances.transfer_all\u001b[2J' })
    await expect(signer.signExtrinsic(forged)).rejects.toMatchObject({ code: 'SIGNER_BROKEN' })
    expect(decisions).toEqual([])
  })

  it('is given up when it is silent', async () => {
    const path = socketPath('silent')
    const silent = createServer().listen(path)
    await once(silent, 'listening')
    const asked = connectSigner({ socketPath: path, deadlineMs: 20 })
    await expect(asked).rejects.toThrow('no answer within 20 ms')
    silent.close()
  })

  it('is not believed when its signature is wrong', async () => {
    const liar = {
      ...createKeypairSigner(createKeypair('//Eve'), { chain: pinChain(client), allow: ['System.remark'] }),
      address: keypair.address,
    }
    const call = { pallet: 'System', call: 'remark', args: ['0x02'] }
    await expect(submit(client, liar, call)).rejects.toMatchObject({ code: 'SIGNER_BROKEN' })
  })

  it('works from a process of its own', async () => {
    const script = fileURLToPath(new URL('./testing/signer-process.js', import.meta.url))
    const path = socketPath('process')
    const args = ['--conditions=@subnetkit/source', '--import', 'tsx', script, devnet.url as string, path]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    const signer = await connectSigner({ socketPath: path })
    const unregistered = submit(client, signer, commitment)
    await expect(unregistered).rejects.toThrow('AccountNotAllowedCommit')
    await expect(submit(client, signer, transfer)).rejects.toMatchObject({ code: 'SIGNER_REFUSED' })
    child.kill('SIGTERM')
    await once(child, 'exit')
    await expect(stat(path)).rejects.toThrow('ENOENT')
  })
})
