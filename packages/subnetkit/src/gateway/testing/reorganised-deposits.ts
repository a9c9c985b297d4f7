import { connectChain, submit, transfer } from '@subnetkit/chain'
import type { Database } from '@subnetkit/core/validator'
import { createDevnet } from '@subnetkit/devnet'
import { createGateway, depositChain, depositPath, issueKey } from '@subnetkit/gateway'
import { createKeypair } from '@subnetkit/wallet'
import { expect, it } from 'vitest'
import { idleModel } from '../../testing/idle-model.js'

const operator = createKeypair('//Operator').address
const tao = 1_000_000_000n

/** Deposits of two gateways on one database. Each call of `open` is another gateway's view of it. */
export function testReorganisedDeposits(name: string, open: () => Promise<Database>): void {
  it(`on a chain that reorganises, a deposit counts once: when final, over restarts, in whatever form it came, on ${name}`, async () => {
    await using devnet = await createDevnet({ seed: 'deposits', blockTime: 'manual', finalityDelay: 3 })
    await using chain = await connectChain({ provider: devnet.provider })
    const start = async () =>
      createGateway({
        ...{ models: [idleModel], database: await open(), stopMs: 100 },
        deposits: { address: operator, creditsPerTao: 1_000, chain: depositChain(chain) },
      })
    const alice = createKeypair('//Alice')
    const first = await start()
    const second = await start()
    const { record } = await issueKey(first, { name: 'reorganised', prepaid: true })
    const address = await first.deposits!.addressOf(record.id)
    expect(address).toBe(createKeypair(`//Operator${depositPath(record.id)}`).address)
    const cap = async (gateway: Awaited<ReturnType<typeof start>>) => {
      // Both follow the same chain on the same database.
      await Promise.all([gateway, second].map(({ deposits }) => deposits!.catchUp()))
      const [budget] = await gateway.ledger.read([`key:${record.id}`])
      return budget?.cap
    }
    const pay = async (amount: bigint) => {
      const sent = transfer(chain, alice, { payments: [{ to: address, amount }] })
      const isPending = async () => (await chain.api.rpc.author.pendingExtrinsics()).length > 0
      await expect.poll(isPending, { timeout: 20_000 }).toBe(true)
      devnet.mine()
      await sent
    }

    devnet.mine(4)
    const before = devnet.snapshot()
    await pay(5n * tao)
    devnet.mine(2)
    expect(await cap(first)).toBe(0n)
    // Two blocks of three: the chain takes another way, without the transfer.
    devnet.revert(before)
    devnet.mine(8)
    expect(await cap(first)).toBe(0n)

    await pay(2n * tao)
    devnet.mine(2)
    expect(await cap(first)).toBe(0n)
    devnet.mine(1)
    expect(await cap(first)).toBe(2_000n)
    await first[Symbol.asyncDispose]()

    // While it is away: by a batch, by transfer_all, and one that fails.
    const item = (amount: bigint) => chain.api.tx.balances!.transferKeepAlive!(address, amount)
    const away = async (call: { pallet: string; call: string; args: unknown[] }, signer = alice) => {
      const sent = submit(chain, signer, call).catch((error: { code?: string }) => error.code)
      const isPending = async () => (await chain.api.rpc.author.pendingExtrinsics()).length > 0
      await expect.poll(isPending, { timeout: 20_000 }).toBe(true)
      devnet.mine()
      return sent
    }
    await away({ pallet: 'Utility', call: 'batch_all', args: [[item(tao), item(tao)]] })
    const rich = createKeypair('//Rich')
    devnet.fund(rich.address, 4n * tao)
    await away({ pallet: 'Balances', call: 'transfer_all', args: [address, false] }, rich)
    const failed = away({ pallet: 'Utility', call: 'batch_all', args: [[item(tao), item(10n ** 18n)]] })
    expect(await failed).toBe('CHAIN_REJECTED')
    devnet.mine(200)
    for (let round = 0; round < 3; round++) {
      await using again = await start()
      // transfer_all pays its fee first, and credits are rounded down.
      expect(await cap(again)).toBe(7_999n)
    }
    await second[Symbol.asyncDispose]()
  })
}
