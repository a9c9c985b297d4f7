import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type ChainClient, connectChain, readBalance, readNonce, transfer } from '@subnetkit/chain'
import type { Database } from '@subnetkit/core/validator'
import { createGateway, depositChain, type Gateway, issueKey, keyAdmin, serveAdmin } from '@subnetkit/gateway'
import { createKeypair, type Keypair } from '@subnetkit/wallet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { idleModel } from '../../../../testing/idle-model.js'
import { type CliChain, createCliChain } from '../../../testing/chain.js'
import { startProcess } from '../../../testing/process.js'

const tao = 1_000_000_000n
const [alice, bob] = ['//Alice', '//Bob'].map((uri) => createKeypair(uri)) as [Keypair, Keypair]
/** Enough owners for a plan of two extrinsics. */
const owners = Array.from({ length: 103 }, (_, at) => createKeypair(`//Owner${at}`).address)
const each = 10_000_000n

/** Moments at which the process that pays is killed, once it has signed. */
const moments = ['as it signs', 'sent', 'in a block', 'nearly final', 'final'] as const

/** Payments whose process is killed with SIGKILL while it sends, on a chain whose blocks are made between the steps. */
export function testKilledPayments(name: string, open: () => Promise<Database>): void {
  describe(`payments that are killed, on ${name}`, () => {
    let chain: CliChain
    let client: ChainClient
    let database: Database
    let gateway: Gateway
    const closing: AsyncDisposable[] = []
    beforeAll(async () => {
      chain = await createCliChain({ blockTime: 'manual', finalityDelay: 3 })
      client = await connectChain({ provider: chain.devnet.provider })
      database = await open()
      gateway = await createGateway({
        ...{ models: [idleModel], database },
        deposits: { address: alice.address, creditsPerTao: 1_000_000, chain: depositChain(client) },
      })
      const admin = await serveAdmin(join(chain.home, 'admin.sock'), keyAdmin({ ...gateway, database }))
      closing.push(chain, client, database, gateway, admin)
    })
    afterAll(async () => {
      for (const one of closing.toReversed()) await one[Symbol.asyncDispose]()
    })

    const terms = () =>
      `--deposit-address ${alice.address} --credits-per-tao 1000000 --gateway-directory ${chain.home}`
    const inPool = async () => (await client.api.rpc.author.pendingExtrinsics()).length
    /** Makes blocks until the work is done. */
    async function mining<T>(work: Promise<T>): Promise<T> {
      let isDone = false
      const ended = work.finally(() => {
        isDone = true
      })
      while (!isDone) {
        chain.devnet.mine()
        await Promise.race([ended.catch(() => undefined), setTimeout(150)])
      }
      return ended
    }
    async function until(is: () => unknown): Promise<void> {
      while (!(await is())) await setTimeout(5)
    }

    /** Runs a command that pays, and kills it at a moment of its extrinsic with this number; makes its blocks. */
    async function killed(line: string, extrinsic: number, moment: (typeof moments)[number]): Promise<void> {
      const run = startProcess(line.split(' '), { env: chain.env })
      const isOver = () => run.child.exitCode !== null
      const signed = () => run.stderr().match(/sending from/g)?.length ?? 0
      for (let at = 1; at < extrinsic; at++) {
        await until(() => isOver() || signed() >= at)
        await mining(until(() => isOver() || signed() > at))
      }
      await until(() => isOver() || signed() >= extrinsic)
      const place = moments.indexOf(moment)
      if (place > 0) await until(async () => isOver() || (await inPool()) > 0)
      if (place > 1) chain.devnet.mine(place === 2 ? 1 : place === 3 ? 3 : 4)
      run.child.kill('SIGKILL')
      await run.ended
      chain.devnet.mine(4)
    }
    async function prepaid(cap: bigint): Promise<string> {
      const { record } = await issueKey(gateway, { name: 'payer', prepaid: true })
      await gateway.ledger.limit(`key:${record.id}`, { cap, periodMs: null })
      return record.id
    }

    it.each(moments.map((moment, at) => [moment, 1 + (at % 2)] as const))(
      'pay every owner once, killed %s with extrinsic %i',
      async (moment, extrinsic) => {
        const key = await prepaid(tao)
        const cost = BigInt(owners.length) * (each / 1_000n)
        expect(await gateway.ledger.reserve(`${key}-all`, [`key:${key}`], cost)).toBeNull()
        await gateway.ledger.settle(
          `${key}-all`,
          cost,
          owners.map((coldkey) => ({ hotkey: `hot-${coldkey}`, coldkey })),
        )
        const before = await Promise.all(owners.map((owner) => readBalance(client, owner)))
        const nonce = await readNonce(client, alice.address)
        const file = join(chain.home, `${key}.json`)
        await chain.run(`gateway payouts plan ${terms()} --payout-share 1 --out ${file}`)
        const send = `gateway payouts send ${file} --yes`
        await killed(send, extrinsic, moment)
        // Twice at once, then once more.
        await mining(Promise.allSettled([chain.run(send), chain.run(send)]))
        const last = await mining(chain.run(send))
        expect(last.stdout.match(/was paid already/g)).toHaveLength(2)
        const paid = await Promise.all(
          owners.map(async (owner, at) => (await readBalance(client, owner)) - before[at]!),
        )
        expect(new Set(paid)).toEqual(new Set([each]))
        expect((await readNonce(client, alice.address)) - nonce).toBe(2)
        const list = await chain.run(`gateway payouts list --gateway-directory ${chain.home}`)
        expect(list.stdout).not.toMatch(/ (open|void|not written) /)
      },
    )

    it.each(moments)('refund a deposit once, killed %s', async (moment) => {
      const key = await prepaid(0n)
      const to = await gateway.deposits!.addressOf(key)
      await mining(transfer(client, bob, { payments: [{ to, amount: 2n * tao }] }))
      chain.devnet.mine(4)
      await gateway.deposits!.catchUp()
      const receiver = createKeypair(`//Refunded-${key}`).address
      const refund = `gateway refund ${key} ${terms()} --to ${receiver} --yes --out ${join(chain.home, 'refund.json')}`
      await killed(refund, 1, moment)
      await mining(chain.run(refund).catch(() => undefined))
      const again = await mining(chain.run(refund, { code: 1 }))
      expect(again.stderr).toContain('REFUND_EMPTY')
      const back = await readBalance(client, receiver)
      expect(back).toBeLessThan(2n * tao)
      expect(back).toBeGreaterThan(2n * tao - 2_000_000n)
      expect(await gateway.ledger.read([`key:${key}`])).toMatchObject([{ cap: 0n, spent: 0n, reserved: 0n }])
    })
  })
}
