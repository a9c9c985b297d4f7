import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type ChainClient,
  connectChain,
  readBalance,
  readFinalized,
  readNonce,
  transfer,
} from '@subnetkit/chain'
import type { Database } from '@subnetkit/core/validator'
import {
  createGateway,
  createPlan,
  depositChain,
  draftRefund,
  encodePlan,
  type Gateway,
  issueKey,
  keyAdmin,
  type PaymentPlan,
  parsePlan,
  readPlanState,
  renewPlan,
  sendPlan,
  serveAdmin,
} from '@subnetkit/gateway'
import { createKeypair, deriveSoftKeypair, type Keypair } from '@subnetkit/wallet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { idleModel } from '../../../../testing/idle-model.js'
import { type CliChain, createCliChain } from '../../../testing/chain.js'
import { runInProcess } from '../../../testing/cli.js'

const tao = 1_000_000_000n
const [alice, bob] = ['//Alice', '//Bob'].map((uri) => createKeypair(uri)) as [Keypair, Keypair]
const owners = ['//Owner1', '//Owner2', '//Owner3'].map((uri) => createKeypair(uri).address)

/** Behaviour of payouts and refunds, on any kind of database. */
export function testPayouts(name: string, open: () => Promise<Database>): void {
  describe(`payouts on ${name}`, () => {
    let chain: CliChain
    let client: ChainClient
    let database: Database
    let gateway: Gateway
    const closing: AsyncDisposable[] = []
    beforeAll(async () => {
      chain = await createCliChain()
      client = await connectChain({ provider: chain.devnet.provider })
      database = await open()
      gateway = await createGateway({
        ...{ models: [idleModel], database },
        deposits: { address: alice.address, creditsPerTao: 1_000_000, chain: depositChain(client) },
      })
      closing.push(await serveAdmin(join(chain.home, 'admin.sock'), keyAdmin({ ...gateway, database })))
      closing.unshift(chain, client, database, gateway)
    })
    afterAll(async () => {
      for (const one of closing.toReversed()) await one[Symbol.asyncDispose]()
    })

    const terms = () =>
      `--deposit-address ${alice.address} --credits-per-tao 1000000 --gateway-directory ${chain.home}`
    const inHome = (name: string) => join(chain.home, name)

    async function paidKey(name: string, amount: bigint): Promise<string> {
      const { record } = await issueKey(gateway, { name, prepaid: true })
      const to = await gateway.deposits!.addressOf(record.id)
      await transfer(client, bob, { payments: [{ to, amount }] })
      await gateway.deposits!.catchUp()
      return record.id
    }
    async function charge(keyId: string, cost: bigint, miners: readonly string[]): Promise<void> {
      const id = `charge-${Math.random()}`
      expect(await gateway.ledger.reserve(id, [`key:${keyId}`], cost)).toBeNull()
      await gateway.ledger.settle(
        id,
        cost,
        miners.map((coldkey) => ({ hotkey: `hot-${coldkey}`, coldkey })),
      )
    }
    const balances = () => Promise.all(owners.map((owner) => readBalance(client, owner)))

    it('pays the share of what was charged to the owners of miners, exactly, once, and only when sent', async () => {
      const key = await paidKey('payer', 5n * tao)
      for (let at = 0; at < 7; at++) await charge(key, 300_001n, [owners[at % 2]!, owners[0]!])
      await charge(key, 100n, [owners[2]!])

      const nothing = await chain.run(`gateway payouts plan ${terms()}`, { code: 2 })
      expect(nothing.stderr).toContain('--payout-share')
      const dry = (
        await chain.run(`gateway payouts plan ${terms()} --payout-share 0.8 --dry-run --json`)
      ).json<{
        plan: PaymentPlan
      }>()
      const file = inHome('plan.json')
      const made = (
        await chain.run(`gateway payouts plan ${terms()} --payout-share 0.8 --out ${file} --json`)
      ).json<{ plan: PaymentPlan }>()
      const plan = parsePlan(await readFile(file, 'utf8'), file)
      expect(made.plan).toEqual(plan)
      expect(dry.plan.parts).toEqual(plan.parts)
      // 2,100,007 credits of two owners; the third has earned less than the smallest payment.
      expect([plan.credits, plan.totalRao]).toEqual(['2100007', '1680005600'])
      expect(plan.parts.flatMap(({ payments }) => payments.map(({ to }) => to)).toSorted()).toEqual(
        owners.slice(0, 2).toSorted(),
      )
      expect(await balances()).toEqual([0n, 0n, 0n])

      const again = await chain.run(`gateway payouts plan ${terms()} --payout-share 0.8`, { code: 1 })
      expect(again.stderr).toContain('PAYOUT_EMPTY')
      expect((await chain.run(`gateway payouts send ${file}`, { code: 1 })).stderr).toContain('NOT_CONFIRMED')

      // Killed after it has signed and before it has sent; then two at once; then again.
      const killed = sendPlan(client, plan, {
        signerOf: async () => alice,
        onPart() {
          throw new Error('killed')
        },
      })
      await expect(killed).rejects.toThrow('killed')
      const lines = [`gateway payouts send ${file} --yes`, `gateway payouts send ${file} --yes --quiet`]
      await Promise.allSettled(lines.map((line) => chain.run(line)))
      const last = await chain.run(`gateway payouts send ${file} --yes`)
      expect(last.stdout).toContain('was paid already')
      const held = await balances()
      expect(held.reduce((sum, one) => sum + one, 0n)).toBe(1_680_005_600n)
      expect(held[2]).toBe(0n)

      // The rest is paid with a later plan.
      await charge(key, 50_000n, [owners[2]!])
      await chain.run(`gateway payouts plan ${terms()} --payout-share 0.8 --out ${file}`)
      await chain.run(`gateway payouts send ${file} --yes`)
      expect((await balances())[2]).toBe(40_080_000n)
      const listed = await chain.run(`gateway payouts list --gateway-directory ${chain.home}`)
      expect(listed.stdout.match(/payout-\w+\.json +paid/g)).toHaveLength(2)
    })

    it('refuses a plan that was changed, of another chain, or whose nonce is used', async () => {
      const key = await paidKey('changed', tao)
      await charge(key, 500_000n, [owners[0]!])
      const file = inHome('changed.json')
      await chain.run(`gateway payouts plan ${terms()} --payout-share 1 --out ${file}`)
      const text = await readFile(file, 'utf8')
      await writeFile(file, text.replace('500000000', '600000000'))
      expect((await chain.run(`gateway payouts send ${file} --yes`, { code: 1 })).stderr).toContain(
        'PLAN_BROKEN',
      )
      await writeFile(file, text)
      expect(() => parsePlan('{}', 'x')).toThrow(expect.objectContaining({ code: 'PLAN_BROKEN' }))
      const before = (await balances())[0]
      await transfer(client, alice, { payments: [{ to: bob.address, amount: 1_000n }] })
      expect((await chain.run(`gateway payouts send ${file} --yes`, { code: 1 })).stderr).toContain(
        'PLAN_VOID',
      )
      expect((await balances())[0]).toBe(before)

      // The line that it prints plans the void part again, and the lines after that pay it, once.
      const list = await chain.run(`gateway payouts list --gateway-directory ${chain.home}`)
      expect(list.stdout).toMatch(/payout-\w+\.json +void/)
      const [, renew = ''] = /subnet (gateway payouts renew .+)/.exec(list.stdout) ?? []
      const renewed = await chain.run(`${renew} --out ${file}`)
      const [, send = ''] = /subnet (gateway payouts send .+)/.exec(renewed.stdout) ?? []
      expect((await chain.run(`${renew} --out ${file}`)).stdout).toContain('is not void')
      const old = inHome('old.json')
      await writeFile(old, text)
      await chain.run(`${send} --yes`)
      expect((await chain.run(`gateway payouts send ${old} --yes`, { code: 1 })).stderr).toContain(
        'PLAN_VOID',
      )
      expect((await chain.run(`${renew} --out ${file}`)).stdout).toContain('is paid')
      expect((await chain.run(`${send} --yes`)).stdout).toContain('was paid already')
      expect((await balances())[0]! - before!).toBe(500_000_000n)
    })

    it('defect: a void plan had to be made again by hand; its void part is renewed alone, whichever plan is sent first', async () => {
      const receivers = ['//Part1', '//Part2'].map((uri) => createKeypair(uri).address)
      const nonce = await readNonce(client, alice.address)
      const plan = createPlan({
        ...{ kind: 'payout', claim: 'parts', genesis: client.status().genesisHash, created: 'now' },
        ...{
          since: (await readFinalized(client)).number,
          credits: '2',
          creditsPerTao: 1,
          sharePpm: 1_000_000,
        },
        totalRao: '5000000',
        parts: receivers.map((to, at) => ({
          ...{ payer: alice.address, path: null, nonce: nonce + at },
          payments: [{ to, rao: String(2_000_000 + at * 1_000_000) }],
        })),
      })
      await transfer(client, alice, { payments: [{ to: bob.address, amount: 1_000n }] })
      expect(await readPlanState(client, plan)).toBe('void')
      const renewed = await renewPlan(client, plan, 0)
      expect(renewed.parts.map((part) => part.nonce)).toEqual([nonce + 1, nonce + 2])
      expect(renewed.parts[0]).toEqual(plan.parts[1])
      const signerOf = async () => alice
      await sendPlan(client, renewed, { signerOf })
      await expect(sendPlan(client, plan, { signerOf })).rejects.toMatchObject({ code: 'PLAN_VOID' })
      expect(await renewPlan(client, renewed, 0)).toBe(renewed)
      expect(await readPlanState(client, renewed)).toBe('paid')
      const held = await Promise.all(receivers.map((receiver) => readBalance(client, receiver)))
      expect(held).toEqual([2_000_000n, 3_000_000n])
    })

    it('defect: the line that pays a plan lacked the configuration and the wallet of the line before it', async () => {
      const key = await paidKey('configured', tao)
      await charge(key, 400_000n, [owners[1]!])
      const config = await chain.write(
        'my gateway.json',
        JSON.stringify({
          gateway: {
            directory: chain.home,
            deposits: { address: alice.address, creditsPerTao: 1_000_000 },
            payouts: { share: 1 },
          },
        }),
      )
      const run = (words: readonly string[]) =>
        runInProcess(words, { env: { HOME: chain.home, BT_NETWORK: chain.devnet.url ?? '' } })
      const before = (await balances())[1]!
      const file = inHome('configured.json')
      const planned = await run(
        ['gateway', 'payouts', 'plan', '--config', config, '-w', 'rich', '--out', file].map(String),
      )
      const [, line = ''] = /subnet (gateway payouts send .+)/.exec(planned.stdout) ?? []
      expect(line).toContain(`--config '${config}' --wallet rich`)
      const sent = await run(
        [...line.replaceAll("'", '').replace(config, '\0').split(' '), '--yes'].map((word) =>
          word.replace('\0', config),
        ),
      )
      expect([sent.code, sent.stderr]).toEqual([0, expect.any(String)])
      expect((await balances())[1]! - before).toBe(400_000_000n)
    })

    it('defect: a refund that became void was lost; it says so, and is renewed with one command', async () => {
      const key = await paidKey('void', tao)
      await charge(key, 500_000n, [owners[0]!])
      const file = inHome('void.json')
      const address = deriveSoftKeypair(alice, `/subnetkit/key-${key}`)
      await charge(key, 1n, [owners[0]!])
      // Killed before it was sent; then the account pays something else under its nonce.
      const { claimRefund, keepPlan } = keyAdmin({ ...gateway, database })
      const claim = await claimRefund({ keyId: key, genesis: client.status().genesisHash, dryRun: false })
      const plan = await draftRefund(client, {
        ...{ claim, operator: alice.address, creditsPerTao: 1_000_000, date: 0, to: bob.address },
      })
      await keepPlan(claim.claim, encodePlan(plan))
      await transfer(client, address, { payments: [{ to: alice.address, amount: tao / 4n }] })
      const refused = await chain.run(`gateway refund ${key} ${terms()} --yes`, { code: 1 })
      expect(refused.stderr).toContain('PLAN_VOID')
      const [, renew = ''] = /Run subnet (gateway payouts renew \S+\.json)/.exec(refused.stderr) ?? []
      const before = await readBalance(client, bob.address)
      await chain.run(`${renew} ${terms()} --out ${file}`)
      await chain.run(`gateway payouts send ${file} --yes`)
      expect((await readBalance(client, bob.address)) - before).toBe(499_999_000n)
      expect((await chain.run(`gateway refund ${key} ${terms()} --yes`, { code: 1 })).stderr).toContain(
        'REFUND_EMPTY',
      )
    })

    it('refunds what is not spent, from the address of the key, once', async () => {
      const key = await paidKey('refunded', 2n * tao)
      await charge(key, 500_000n, [owners[0]!])
      const dry = await chain.run(`gateway refund ${key} ${terms()}`)
      expect(dry.stdout).toContain('dry run')
      const budget = async () => (await gateway.ledger.read([`key:${key}`]))[0]
      expect(await budget()).toMatchObject({ cap: 2_000_000n, spent: 500_000n })
      const held = await readBalance(client, bob.address)
      await chain.run(`gateway refund ${key} ${terms()} --yes --out ${inHome('refund.json')}`)
      expect((await readBalance(client, bob.address)) - held).toBe((3n * tao) / 2n)
      expect(await budget()).toMatchObject({ cap: 500_000n, spent: 500_000n })
      expect((await chain.run(`gateway payouts send ${inHome('refund.json')} --yes`)).stdout).toContain(
        'was paid already',
      )
      expect((await chain.run(`gateway refund ${key} ${terms()} --yes`, { code: 1 })).stderr).toContain(
        'REFUND_EMPTY',
      )
      expect((await readBalance(client, bob.address)) - held).toBe((3n * tao) / 2n)
    })

    it('refunds all of an unspent deposit less the fee, and from the wallet where the address was emptied', async () => {
      const whole = await paidKey('whole', tao)
      const held = await readBalance(client, bob.address)
      await chain.run(`gateway refund ${whole} ${terms()} --yes --out ${inHome('whole.json')}`)
      const back = (await readBalance(client, bob.address)) - held
      expect(back).toBeLessThan(tao)
      expect(back).toBeGreaterThan(tao - 2_000_000n)

      const emptied = await paidKey('emptied', tao)
      const address = deriveSoftKeypair(alice, `/subnetkit/key-${emptied}`)
      await transfer(client, address, { payments: [{ to: alice.address, amount: (tao * 9n) / 10n }] })
      const before = await readBalance(client, bob.address)
      await chain.run(`gateway refund ${emptied} ${terms()} --yes --out ${inHome('emptied.json')}`)
      expect((await readBalance(client, bob.address)) - before).toBe(tao)
    })
  })
}
