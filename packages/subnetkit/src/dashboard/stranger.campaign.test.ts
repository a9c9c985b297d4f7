import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createKeypair, decodeAddress } from '@subnetkit/wallet'
import type { Browser, Page } from 'playwright-core'
import { expect, test, vi } from 'vitest'
import { type RunningDevnet, startDevnet } from '../devnet/start-devnet.js'
import { criterion, type Families, type Protocol, rubric, type Subnet } from '../index.js'
import { runMiner } from '../miner/run-miner.js'
import { add, adder } from '../testing/adder.js'
import { type RunningValidator, runValidator } from '../validator/run-validator.js'
import { chromiumPath, openBrowser, openTab, settled } from './testing/browser.js'

const quiet = { signals: false, log: false } as const
/** Long enough for a busy machine: the test begins each round by itself. */
const roundBlocks = 100
/** Screenshots go there, if it is named. */
const { DASHBOARD_SHOTS: shots } = process.env

type Call = Parameters<typeof add>[0]

/** Two cases that a stranger has to explain from the pages alone: a miner that lost pay, and validators that lost trust. */
test.skipIf(chromiumPath === undefined)(
  'the pages say why a miner lost its pay, and why validators lost their trust',
  async () => {
    const state = { isLate: false, isFlawed: false }
    const devnet = await startDevnet({
      ...quiet,
      subnet: adder,
      miners: 4,
      validators: 4,
      port: 0,
      tempo: 100,
    })
    const place = { ...quiet, network: devnet.network, netuid: devnet.netuid }
    /**
     * Every third answer comes long after the deadline, and the rest are wrong: a machine so busy that lateness is taken for trouble of
     * the validator still leaves wrong answers.
     */
    const careless = async ({ input }: Call) => {
      if (state.isLate && input.a % 3 === 0) await pause(12_000)
      return { sum: state.isLate ? input.a : input.a + input.b }
    }
    const weak = ({ input }: Call) => ({ sum: input.a % 5 < 2 ? input.a : input.a + input.b })
    const miners = await Promise.all(
      [add, careless, add, weak].map((own, at) =>
        runMiner(adder, { add: own }, { ...place, port: 0, hotkey: devnet.miners[at] }),
      ),
    )
    /** From then on, this validator judges by something else than the others do. */
    const flawed = {
      ...adder,
      rubric: rubric(
        adder.tasks as never,
        {
          criteria: [
            criterion('correct', 1, ({ output, truth }: never) =>
              state.isFlawed
                ? Number(Object(output).sum !== truth) / 2 + 0.5
                : Number(Object(output).sum === truth),
            ),
          ],
        } as never,
      ),
    } as unknown as Subnet<Protocol, Families<Protocol>>
    const start = (at: number, subnet: unknown, weightsEveryBlocks: number): Promise<RunningValidator> =>
      runValidator(subnet as typeof adder, {
        ...{ ...place, hotkey: devnet.validators[at], directory: null, roundBlocks, weightsEveryBlocks },
        ...{ health: false, dashboard: { port: 0 } },
      })
    const honest = await start(0, adder, 10)
    const odd = await start(1, flawed, 10)
    const stale = await start(2, adder, 20_000)
    const other = await start(3, adder, 10)
    const browser = await openBrowser()
    try {
      const { chain } = devnet
      chain.setStorage('SubtensorModule', 'WeightsSetRateLimit', [devnet.netuid], 0n)
      /** Plays whole rounds, each until all validators have scores of it, and their weights are on chain. */
      const folded = async (count: number, all = [honest, odd, stale, other]) => {
        for (let time = 0; time < count; time++) {
          chain.mine(roundBlocks - (chain.head.number % roundBlocks))
          const round = chain.head.number - (chain.head.number % roundBlocks)
          for (const { store } of all) {
            const isOver = async () => expect((await store.round(round))?.state).toMatch(/folded|skipped/)
            await vi.waitFor(isOver, { timeout: 60_000, interval: 100 })
          }
          await pause(2_000)
        }
      }
      await folded(4)
      // Early, so that its scores have come to rest where it leads: what still grows looks like the luck of other tasks.
      state.isFlawed = true
      await folded(6)
      await shoot(browser, honest, 'before', [['validators', '/validators']])
      const worseFrom = chain.head.number
      state.isLate = true
      await folded(9)
      const victim = miners[1]!.hotkey
      const round = (await honest.store.rounds()).findLast(({ state: of }) => of === 'folded')!.number
      const said = await saidOn(browser, honest, `/miners/${victim}`, '[data-kind="worse"]')
      expect(said.kinds).toEqual(expect.arrayContaining(['worse', 'rank', 'criterion', 'moved']))
      expect(
        said.links.map((path) => Number(path.split('/')[2])).find((one) => one > worseFrom),
      ).toBeDefined()
      expect((await saidOn(browser, odd, '/', '[data-kind="trust"]')).kinds).toContain('trust')
      const [ofOdd, ofStale, ofHonest] = [
        await causesOn(browser, odd),
        await causesOn(browser, stale),
        await causesOn(browser, honest),
      ]
      expect(ofOdd[0]?.cause).toBe('persistent')
      expect(ofOdd[0]?.loss).toBeGreaterThan(0.1)
      expect(ofStale[0]).toMatchObject({ cause: 'no-weights', loss: 1 })
      // One validator in four that judges otherwise costs the others something, too: far less.
      expect(lossOf(ofHonest)).toBeLessThan(lossOf(ofOdd) / 2)
      await shoot(browser, honest, 'miner', [
        ['overview', '/'],
        ['miners', '/miners'],
        ['miner', `/miners/${victim}`],
        ['round', `/rounds/${round}`],
        ['in-round', `/rounds/${round}/${victim}`],
        ['validators', '/validators'],
      ])
      await shoot(browser, odd, 'odd', [
        ['overview', '/'],
        ['validators', '/validators'],
        ['weights', '/weights'],
        ['miners', '/miners'],
      ])
      await shoot(browser, stale, 'stale', [
        ['overview', '/'],
        ['validators', '/validators'],
        ['weights', '/weights'],
      ])
      const gone = replaceMiner(devnet, miners)
      await folded(2, [honest])
      const replaced = await saidOn(browser, honest, `/miners/${gone}`, '[data-kind="deregistered"]')
      expect(replaced.kinds).toEqual(['deregistered', 'replaced', 'outcomes', 'receipts'])
      expect(replaced.links.at(-1)).toMatch(new RegExp(`^/rounds/\\d+/${gone}$`))
      await shoot(browser, honest, 'gone', [
        ['miner', `/miners/${gone}`],
        ['miners', '/miners'],
      ])
    } finally {
      await browser.close()
      for (const one of [other, stale, odd, honest, ...miners, devnet]) await one.close()
    }
  },
)

/** Registers newcomers in a full subnet until one has taken the place of a miner, and returns the hotkey of that miner. */
function replaceMiner({ chain, netuid }: RunningDevnet, miners: readonly { readonly hotkey: string }[]) {
  /** A state is that of one moment. */
  const subtensor = () => chain.state.SubtensorModule
  chain.setStorage('SubtensorModule', 'MaxAllowedUids', [netuid], subtensor().SubnetworkN.get(netuid))
  // Newcomers are safe, or they would take each other's places: no validator pays them yet.
  chain.setStorage('SubtensorModule', 'ImmunityPeriod', [netuid], 500)
  chain.setStorage('SubtensorModule', 'MinNonImmuneUids', [netuid], 0)
  const alice = chain.impersonate(createKeypair('//Alice').address)
  const accountOf = (hotkey: string) => `0x${Buffer.from(decodeAddress(hotkey)).toString('hex')}`
  for (let count = 1; count <= 6; count++) {
    const hotkey = createKeypair(`//newcomer-${count}`).address
    const { error } = alice.execute('SubtensorModule', 'burned_register', { netuid, hotkey })
    if (error !== null) throw new Error(`the devnet refused a newcomer: ${error}`)
    const gone = miners.find((one) => subtensor().Uids.get(netuid, accountOf(one.hotkey)) === undefined)
    if (gone !== undefined) return gone.hotkey
  }
  throw new Error('no miner lost its place')
}

interface ShownCause {
  readonly cause: string
  readonly loss: number
}

const lossOf = (causes: readonly ShownCause[]) => causes.reduce((sum, { loss }) => sum + loss, 0)

/** Causes of lost trust on the page of a validator, with the part of its weights that each costs. */
async function causesOn(browser: Browser, { dashboard }: RunningValidator): Promise<readonly ShownCause[]> {
  const { page } = await openTab(browser, dashboard!.url)
  await page.goto(`${dashboard!.url}/validators`)
  await page.waitForSelector('h3, .empty', { timeout: 60_000 })
  const causes = await page.locator('[data-cause]').evaluateAll((found) =>
    found.map((one) => ({
      cause: one.getAttribute('data-cause') ?? '',
      loss: Number.parseFloat(one.querySelector('strong')?.textContent ?? '') / 100,
    })),
  )
  await page.close()
  return causes
}

/** Kinds of the sentences on a page, and where they lead, once one of them is there. */
async function saidOn(browser: Browser, { dashboard }: RunningValidator, path: string, wanted: string) {
  const { page } = await openTab(browser, dashboard!.url)
  await page.goto(`${dashboard!.url}${path}`)
  await page.waitForSelector(wanted, { timeout: 60_000 })
  const all = (selector: string, name: string) =>
    page.locator(selector).evaluateAll((found, of) => found.map((one) => one.getAttribute(of) ?? ''), name)
  const said = {
    kinds: await all('[data-kind]', 'data-kind'),
    links: await all('[data-kind] a', 'href'),
  }
  await page.close()
  return said
}

async function shoot(
  browser: Browser,
  { dashboard }: RunningValidator,
  name: string,
  paths: readonly (readonly [string, string])[],
): Promise<void> {
  const { page } = await openTab(browser, dashboard!.url)
  for (const [title, path] of paths) {
    await page.goto(`${dashboard!.url}${path}`)
    await settled(page)
    await keep(page, `${name}-${title}`)
  }
  await page.close()
}

async function keep(page: Page, name: string): Promise<void> {
  if (shots === undefined) return
  await mkdir(shots, { recursive: true })
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true })
}
