import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hexToU8a } from '@polkadot/util'
import { createKeypair, verifySignature } from '@subnetkit/wallet'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeCall } from '../extrinsic/call.js'
import { signedBytes, signingPayload } from '../extrinsic/signed-bytes.js'
import type { SigningRequest } from '../extrinsic/types.js'
import { createDevSubnet, type DevSubnet } from '../testing/dev-subnet.js'
import { connectSigner } from './connect-signer.js'
import { createKeypairSigner } from './keypair-signer.js'
import type { MessageDecision, MessagePolicy } from './message-policy.js'
import { readMessage } from './message-texts.js'
import { pinChain } from './pinned-chain.js'
import { serveSigner } from './serve-signer.js'
import { subnetReceivers } from './subnet-receivers.js'

const [bob, dave, eve] = [createKeypair('//Bob'), createKeypair('//Dave'), createKeypair('//Eve')]
const nowMs = 1_795_910_400_000

let subnet: DevSubnet
let folder: string
beforeAll(async () => {
  subnet = await createDevSubnet()
  folder = await mkdtemp(join(tmpdir(), 'messages-'))
})
afterAll(async () => {
  await subnet[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

interface Parts {
  readonly domain: string
  readonly scheme: string
  readonly method: string
  readonly target: string
  readonly hash: string
  readonly nonce: string
  readonly sender: string
  readonly receiver: string
}
const plain: Parts = {
  ...{ domain: 'btauth/1', scheme: 'sr25519', method: 'POST', target: '/generate', hash: 'ab'.repeat(32) },
  ...{ nonce: `${nowMs}000000`, sender: bob.address, receiver: dave.address },
}
const bytesOf = (text: string) => new TextEncoder().encode(text)
const textOf = (changes: Partial<Parts> = {}) => Object.values({ ...plain, ...changes }).join('\n')

let sockets = 0
async function serve(messages: MessagePolicy | null = {}) {
  const decisions: MessageDecision[] = []
  sockets += 1
  const socketPath = join(folder, `${sockets}.sock`)
  const server = await serveSigner({
    ...{ socketPath, keypair: bob, chain: pinChain(subnet.client) },
    messages: messages && { now: () => nowMs, ...messages },
    onMessage: (decision) => decisions.push(decision),
  })
  const signer = await connectSigner({ socketPath, deadlineMs: 30_000 })
  return { signer, decisions, server, [Symbol.asyncDispose]: () => server.close() }
}

const refused = { code: 'SIGNER_REFUSED' }

describe('a signer of messages', () => {
  it('signs the requests of its hotkey, exactly as they are', async () => {
    await using served = await serve()
    expect(served.signer.messages).toEqual(['btauth/1', 'scores/1', 'answers/1'])
    const message = bytesOf(textOf())
    const signature = await served.signer.signMessage(message)
    const { scheme, publicKey } = bob
    expect(verifySignature({ scheme, publicKey, message, signature })).toBe(true)
    expect(served.decisions).toEqual([
      { kind: 'btauth/1', receiver: dave.address, refusal: null, signed: 1, refused: 0 },
    ])
  })

  it('signs statements about the rounds of its own hotkey, and no others', async () => {
    await using served = await serve()
    const text = (validator: string, root = 'ab'.repeat(32)) =>
      bytesOf(`scores/1 round\n${validator}\n0x${'cd'.repeat(32)}\n12\n0\n1000\n18\n${root}`)
    const message = text(bob.address)
    const signature = await served.signer.signMessage(message)
    const { scheme, publicKey } = bob
    expect(verifySignature({ scheme, publicKey, message, signature })).toBe(true)
    for (const other of [text(eve.address), text(bob.address, 'AB'.repeat(32)), text(bob.address, '')]) {
      await expect(served.signer.signMessage(other)).rejects.toMatchObject(refused)
    }
    await using old = await serve({ kinds: ['btauth/1'] })
    expect(old.signer.messages).toEqual(['btauth/1'])
    await expect(old.signer.signMessage(message)).rejects.toMatchObject(refused)
  })

  it('signs statements about the answers of its own gateway, and no others', async () => {
    await using served = await serve()
    const text = (gateway: string, root = 'ab'.repeat(32)) =>
      bytesOf(`answers/1 batch\n${gateway}\n0x${'cd'.repeat(32)}\n12\n${root}`)
    const message = text(bob.address)
    const signature = await served.signer.signMessage(message)
    const { scheme, publicKey } = bob
    expect(verifySignature({ scheme, publicKey, message, signature })).toBe(true)
    for (const other of [text(eve.address), text(bob.address, 'AB'.repeat(32)), text(bob.address, '')]) {
      await expect(served.signer.signMessage(other)).rejects.toMatchObject(refused)
    }
  })

  it('signs none unless its policy allows it, and says so beforehand', async () => {
    await using served = await serve(null)
    expect(served.signer.messages).toEqual([])
    await expect(served.signer.signMessage(bytesOf(textOf()))).rejects.toMatchObject(refused)
    const inProcess = createKeypairSigner(bob, { chain: pinChain(subnet.client) })
    await expect(inProcess.signMessage(bytesOf(textOf()))).rejects.toMatchObject(refused)
  })

  it.each<[string, string]>([
    ['another domain', textOf({ domain: 'btauth/2' })],
    ['the wrapped form of wallets', `<Bytes>${textOf()}</Bytes>`],
    ['a domain alone', 'btauth/1'],
    ['a line more', `${textOf()}\n`],
    ['a line less', textOf().split('\n').slice(0, 7).join('\n')],
    ['other line ends', textOf().replaceAll('\n', '\r\n')],
    ['another method', textOf({ method: 'post' })],
    ['another scheme', textOf({ scheme: 'ed25519' })],
    ['a target with a space', textOf({ target: '/a b' })],
    ['a target beyond ASCII', textOf({ target: '/é' })],
    ['a nonce with a sign', textOf({ nonce: '+1' })],
    ['a nonce for later', textOf({ nonce: `${nowMs + 61_000}000000` })],
    ['a nonce of the past', textOf({ nonce: `${nowMs - 61_000}000000` })],
    ['another sender', textOf({ sender: eve.address })],
    ['no receiver', textOf({ receiver: '-' })],
    ['a receiver that is no address', textOf({ receiver: `${dave.address.slice(0, -1)}1` })],
    ['more bytes than a request has', textOf({ target: `/${'a'.repeat(2_048)}` })],
    ['a statement of a miner', `receipts/1 batch\n${bob.address}\n${'ab'.repeat(32)}\n1\n1\n1`],
    ['a handshake of a miner', `session/1 handshake\n${dave.address}\n${bob.address}`],
    ['nothing', ''],
  ])('refuses %s', async (_, text) => {
    await using served = await serve()
    await expect(served.signer.signMessage(bytesOf(text))).rejects.toMatchObject(refused)
    expect(served.decisions).toMatchObject([{ refusal: refused, signed: 0, refused: 1 }])
  })

  it('refuses the bytes under the signature of any extrinsic', async () => {
    await using served = await serve()
    const { client } = subnet
    const runtime = await pinChain(client).runtime()
    const requestOf = (target: string): SigningRequest => ({
      call: makeCall(client, {
        ...{ pallet: 'Commitments', call: 'set_commitment' },
        args: [1, { fields: [{ BigRaw: `0x${Buffer.from(target).toString('hex')}` }] }],
      }).method.toHex(),
      ...{ name: 'Commitments.set_commitment', era: '0x0500', nonce: 0, tip: 0n },
      specVersion: runtime.specVersion,
      transactionVersion: runtime.transactionVersion,
      ...{ genesisHash: client.api.genesisHash.toHex(), birthHash: client.api.genesisHash.toHex() },
    })
    // One whose payload is signed as it is, and one that is hashed; both carry a valid text.
    for (const text of ['btauth/1', textOf()]) {
      const request = requestOf(text)
      for (const bytes of [
        signedBytes(request, runtime.extensions),
        signingPayload(request, runtime.extensions),
        hexToU8a(request.call),
      ]) {
        expect(typeof readMessage(bytes)).toBe('string')
        await expect(served.signer.signMessage(bytes)).rejects.toMatchObject(refused)
      }
    }
  })

  it('reads no text that is changed in one byte as another request of the same parts', () => {
    const message = bytesOf(textOf())
    fc.assert(
      fc.property(fc.nat(message.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const changed = Uint8Array.from(message)
        changed[at] = byte
        const read = readMessage(changed)
        if (typeof read === 'string' || read.kind !== 'btauth/1') return
        const { scheme, target, nonce, sender, receiver } = read
        const lines = new TextDecoder().decode(changed).split('\n')
        expect([scheme, target, `${nonce}`, sender, receiver]).toEqual(
          [1, 3, 5, 6, 7].map((line) => lines[line]),
        )
      }),
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => typeof readMessage(bytes) === 'string'),
    )
  })

  it('addresses requests to the neurons of its subnet only', async () => {
    const { client, netuid, ownerHotkey } = subnet
    await using served = await serve({ receivers: subnetReceivers(client, { netuid }) })
    await served.signer.signMessage(bytesOf(textOf({ receiver: ownerHotkey.address })))
    await expect(served.signer.signMessage(bytesOf(textOf()))).rejects.toMatchObject(refused)
    const elsewhere = subnetReceivers(client, { netuid: netuid + 1 })
    expect(await elsewhere(ownerHotkey.address)).toBe(false)
  })

  it('stops a flood at its rate, refused texts included, and goes on later', async () => {
    let now = nowMs
    const messages = { maxPerSecond: 0.5, now: () => now }
    const signer = createKeypairSigner(bob, { chain: pinChain(subnet.client), messages })
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        signer.signMessage(bytesOf(index % 2 ? textOf() : 'flood')).then(
          () => 'signed',
          (error) => error.code,
        ),
      ),
    )
    expect(outcomes.filter((outcome) => outcome !== 'SIGNER_BUSY')).toHaveLength(5)
    await expect(signer.signMessage(bytesOf(textOf()))).rejects.toMatchObject({
      ...{ code: 'SIGNER_BUSY', transient: true },
    })
    now += 2_000
    await signer.signMessage(bytesOf(textOf()))
  })
})

describe('a client of a signer of messages', () => {
  it('finds a signer again that restarts', async () => {
    const served = await serve()
    const { socketPath } = served.server
    await served.server.close()
    const asked = served.signer.signMessage(bytesOf(textOf()))
    await using _ = await serveSigner({
      ...{ socketPath, keypair: bob, chain: pinChain(subnet.client), messages: { now: () => nowMs } },
    })
    expect(await asked).toHaveLength(64)
  })

  it('asks for many signatures without being turned away', async () => {
    await using served = await serve()
    const signatures = await Promise.all(
      Array.from({ length: 100 }, () => served.signer.signMessage(bytesOf(textOf()))),
    )
    expect(signatures.every(({ length }) => length === 64)).toBe(true)
  })

  it('gives up at its deadline, those that wait for others included', async () => {
    const { server } = await serve()
    const signer = await connectSigner({ socketPath: server.socketPath, deadlineMs: 50 })
    await server.close()
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => signer.signMessage(bytesOf(textOf()))),
    )
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ reason: { code: 'SIGNER_UNREACHABLE', transient: true } })
    }
  })
})
