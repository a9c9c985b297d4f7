import { chainError } from '@subnetkit/chain'
import type { Database } from '@subnetkit/core/validator'
import { createKeypair } from '@subnetkit/wallet'
import { describe, expect, it } from 'vitest'
import { createFakeDepositChain, type FakeDepositChain } from '../../testing/fake-deposit-chain.js'
import { fakeModel, ok } from '../../testing/fake-model.js'
import { startTestGateway, type TestGateway } from '../../testing/start-gateway.js'
import type { DepositChain } from '../deposit-chain.js'
import { depositAddress, depositPath } from '../deposit-rule.js'
import { withArchive } from '../with-archive.js'

const operator = createKeypair('//Operator').address
const ask = { model: 'text', max_tokens: 10, messages: [{ role: 'user', content: 'Hi' }] }
const tao = 1_000_000_000n
let chains = 0

const rule = { address: operator, creditsPerTao: 1_000, minimumRao: 10_000_000 }

async function bodyOf(test: TestGateway) {
  return (await (await test.send('/v1/key')).json()) as {
    budget: { cap: number; spent: number; remaining: number }
    deposit: { address: string; final_block: number; received: { amount: string; credits: number }[] }
  }
}

/** Behaviour of deposits, on any kind of database. Each call of `open` is another gateway's view of the same one. */
export function testDeposits(name: string, open: () => Promise<Database>): void {
  async function startPaid<C extends DepositChain = FakeDepositChain>(
    chain: C = createFakeDepositChain(`0x${++chains}`) as DepositChain as C,
  ) {
    const errors: unknown[] = []
    const options = {
      models: [fakeModel([() => ok('done')])],
      deposits: { ...rule, chain },
      onError: (error: unknown) => void errors.push(error),
    }
    const test = await startTestGateway({ ...options, database: await open() }, { prepaid: true })
    return { chain, errors, options, test }
  }

  describe(`deposits on ${name}`, () => {
    it('pay for requests once their block is final', async () => {
      const { chain, test } = await startPaid()
      await using _ = test
      const { deposit, budget } = await bodyOf(test)
      expect(budget).toMatchObject({ cap: 0, remaining: 0 })
      expect(deposit).toMatchObject({ asset: 'TAO', credits_per_tao: 1_000, minimum: '0.01', received: [] })
      // Any tool that takes secret URIs signs for it.
      const uri = `//Operator${depositPath(test.keyId)}`
      expect(deposit.address).toBe(createKeypair(uri).address)
      expect((await test.post(ask)).status).toBe(429)
      chain.mine([{ to: deposit.address, amount: tao / 2n }])
      await test.gateway.deposits!.catchUp()
      expect((await test.post(ask)).status).toBe(429)
      chain.finalize()
      await test.gateway.deposits!.catchUp()
      expect((await test.post(ask)).status).toBe(200)
      expect(await bodyOf(test)).toMatchObject({
        budget: { cap: 500, spent: 12 },
        deposit: { final_block: 1, received: [{ amount: '0.5', credits: 500, block: 1, from: 'sender' }] },
      })
    })

    it('count once: several in a block, in batches, seen by several gateways, and over restarts with gaps', async () => {
      const { chain, options, test } = await startPaid()
      await using _ = test
      const { address } = (await bodyOf(test)).deposit
      await using other = await startTestGateway({ ...options, database: await open() })
      for (let round = 1; round <= 3; round++) {
        chain.mine([
          { to: address, amount: tao },
          { to: 'other', amount: tao },
          { to: address, amount: tao },
        ])
        for (let empty = 0; empty < 70; empty++) chain.mine()
        chain.mine([{ to: address, amount: tao }])
        chain.finalize()
        await Promise.all([test.gateway, other.gateway].map(({ deposits }) => deposits!.catchUp()))
        await using restarted = await startTestGateway({ ...options, database: await open() })
        await restarted.gateway.deposits!.catchUp()
        expect((await bodyOf(test)).budget.cap).toBe(round * 3_000)
      }
      expect(await test.gateway.deposits!.list(test.keyId)).toHaveLength(9)
    })

    it('of a block that is reverted before it is final count for nothing, and again in the one that replaces it', async () => {
      const { chain, test } = await startPaid()
      await using _ = test
      const { address } = (await bodyOf(test)).deposit
      const first = chain.mine([{ to: address, amount: tao }])
      chain.mine()
      await test.gateway.deposits!.catchUp()
      chain.revert(first)
      chain.mine([], 'b')
      chain.mine([{ to: address, amount: 2n * tao }], 'b')
      chain.finalize()
      await test.gateway.deposits!.catchUp()
      expect((await bodyOf(test)).budget.cap).toBe(2_000)
    })

    it('stop, and credit nothing, when the endpoint shows a chain that does not follow', async () => {
      const { chain, errors, test } = await startPaid()
      await using _ = test
      const { address } = (await bodyOf(test)).deposit
      const first = chain.mine()
      chain.finalize()
      await test.gateway.deposits!.catchUp()
      chain.revert(first)
      chain.mine([], 'b')
      chain.mine([{ to: address, amount: tao }], 'b')
      chain.finalize()
      await expect(test.gateway.deposits!.catchUp()).rejects.toMatchObject({ code: 'DEPOSIT_CHAIN_CHANGED' })
      expect((await bodyOf(test)).budget.cap).toBe(0)
      expect(errors.length).toBeLessThanOrEqual(1)
    })

    it('are read from an archive where the node has pruned the blocks, and wait where there is none', async () => {
      const chain = createFakeDepositChain(`0x${++chains}`)
      const pruned = {
        ...chain,
        transfers: () =>
          Promise.reject(chainError('CHAIN_HISTORY_MISSING', { block: 1, operation: 'reading transfers' })),
      }
      const { test } = await startPaid(pruned)
      await using _ = test
      const { address } = (await bodyOf(test)).deposit
      chain.mine([{ to: address, amount: tao }])
      chain.finalize()
      await expect(test.gateway.deposits!.catchUp()).rejects.toMatchObject({ code: 'CHAIN_HISTORY_MISSING' })
      let closed = 0
      const open = async () => ({ ...chain, [Symbol.asyncDispose]: async () => void closed++ })
      const { test: other } = await startPaid(withArchive(pruned, open))
      await using _other = other
      await other.gateway.deposits!.catchUp()
      expect((await bodyOf(test)).budget.cap).toBe(1_000)
      expect(closed).toBe(1)
    })

    it('below the minimum are noted and bring nothing; amounts round down', async () => {
      const { chain, test } = await startPaid()
      await using _ = test
      const { address } = (await bodyOf(test)).deposit
      chain.mine([
        { to: address, amount: 9_999_999n },
        { to: address, amount: 10_999_999n },
      ])
      chain.finalize()
      await test.gateway.deposits!.catchUp()
      const { budget, deposit } = await bodyOf(test)
      expect(budget.cap).toBe(10)
      expect(deposit.received.map(({ amount, credits }) => [amount, credits])).toEqual([
        ['0.010999999', 10],
        ['0.009999999', 0],
      ])
    })

    it('have no address for a key that is not prepaid, nor for an operator that is no key of this kind', async () => {
      await using test = await startTestGateway({
        database: await open(),
        models: [fakeModel([() => ok('x')])],
        deposits: { ...rule, chain: createFakeDepositChain(`0x${++chains}`) },
      })
      expect(await (await test.send('/v1/key')).json()).toMatchObject({ deposit: null })
      expect(() => depositAddress('5no', 'key')).toThrow(expect.objectContaining({ code: 'ADDRESS_INVALID' }))
    })

    it('defect: one that is larger than the books can hold stopped all others', async () => {
      const { chain, errors, test } = await startPaid()
      await using _ = test
      const { address } = (await bodyOf(test)).deposit
      const most = 2n ** 61n
      chain.mine([
        { to: address, amount: 2n ** 64n - 1n },
        { to: address, amount: tao },
        { to: address, amount: most },
        { to: address, amount: most },
      ])
      chain.mine([{ to: address, amount: tao }])
      chain.finalize()
      await test.gateway.deposits!.catchUp()
      const { budget, deposit } = await bodyOf(test)
      expect(budget.cap).toBe(2_000 + 2 * Number((most * 1_000n) / tao))
      expect(deposit.received).toHaveLength(4)
      expect(errors).toMatchObject([{ code: 'DEPOSIT_TOO_LARGE' }])
    })

    it('count once where one endpoint is behind the other', async () => {
      const { chain, errors, test, options } = await startPaid()
      await using _ = test
      const { address } = (await bodyOf(test)).deposit
      const behind = { ...chain, finalized: async () => ({ number: 0, hash: chain.genesis }) }
      await using other = await startTestGateway({
        ...{ ...options, database: await open() },
        deposits: { ...rule, chain: behind },
      })
      chain.mine([{ to: address, amount: tao }])
      chain.finalize()
      await test.gateway.deposits!.catchUp()
      await other.gateway.deposits!.catchUp()
      expect([(await bodyOf(test)).budget.cap, errors]).toEqual([1_000, []])
    })
  })

  describe(`earnings on ${name}`, () => {
    it('of miners are the exact cost of what prepaid keys were answered', async () => {
      const { chain, test, options } = await startPaid()
      await using _ = test
      const { address } = (await bodyOf(test)).deposit
      chain.mine([{ to: address, amount: tao }])
      chain.finalize()
      await test.gateway.deposits!.catchUp()
      const { ledger } = test.gateway
      const miners = ['a', 'b', 'c'].map((name) => ({
        hotkey: `${test.keyId}-${name}`,
        coldkey: `cold-${name}`,
      }))
      await ledger.reserve('shared', [`key:${test.keyId}`], 100n)
      const settles = [
        ledger.settle('shared', 50n, [...miners, miners[0]!]),
        ledger.settle('shared', 50n, miners),
      ]
      expect((await Promise.all(settles)).toSorted()).toEqual([0n, 50n])
      // The one that came first, of four answers or of three.
      expect([
        [25n, 13n, 12n],
        [17n, 17n, 16n],
      ]).toContainEqual(await earned(miners.map(({ hotkey }) => hotkey)))

      const [before = 0n] = await earned(['miner-0'])
      await using free = await startTestGateway({ ...options, database: await open() })
      expect([(await free.post(ask)).status, (await test.post(ask)).status]).toEqual([200, 200])
      expect(await earned(['miner-0'])).toEqual([before + 12n])
    })
  })

  async function earned(hotkeys: readonly string[]): Promise<readonly bigint[]> {
    const rows = await (await open()).query<{ credits: string }>(
      'select sum(credits)::text as credits from subnetkit_gateway.earnings where hotkey = any ($1::text[]) group by hotkey order by hotkey',
      [hotkeys],
    )
    return rows.map(({ credits }) => BigInt(credits))
  }
}
