import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@subnetkit/base/testing'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type RunningDevnet, startDevnet } from '../devnet/start-devnet.js'
import { type RunningGateway, runGateway } from '../gateway/run-gateway.js'
import { type RunningMiner, runMiner } from '../miner/run-miner.js'
import { keepReport } from '../sim-reports/keep-report.js'
import { readReports } from '../sim-reports/read-reports.js'
import { played } from '../sim-reports/testing/played.js'
import { add, adder } from '../testing/adder.js'
import { type RunningValidator, runValidator } from '../validator/run-validator.js'
import {
  chromiumPath,
  openBrowser,
  openTab,
  settled,
  showsRoundAfter,
  type Tab,
  unreached,
  violations,
  widthOf,
} from './testing/browser.js'
import { exhibited, hostile } from './testing/exhibited.js'
import { shoot } from './testing/shoot.js'

const quiet = { signals: false, log: false } as const
const roundBlocks = 200
const token = 'a token of the page test'
/** Screenshots go there, if it is named. */
const { DASHBOARD_SHOTS: shots } = process.env

let devnet: RunningDevnet
let miners: readonly RunningMiner[] = []
let validator: RunningValidator
let gateway: RunningGateway | undefined
/** Port of its status: pages learn of it as of a gateway in another process. */
let gatewayPort = 0
let browser: Browser
let tab: Tab
let folder = ''
let round = 0
let base = ''

/** Starts the validator, or starts it again at the same address. */
function startValidator(): Promise<RunningValidator> {
  return runValidator(exhibited(adder), {
    ...quiet,
    ...{ network: devnet.network, netuid: devnet.netuid, hotkey: '//validator-1' },
    ...{ directory: join(folder, 'state'), roundBlocks, weightsEveryBlocks: 1, health: false },
    dashboard: { port: validator?.dashboard?.port ?? 0, token, gatewayPort },
  })
}

/** Makes blocks at once up to the next round: its length gives a busy machine time. */
function beginRound(): void {
  const { chain } = devnet
  chain.mine(roundBlocks - (chain.head.number % roundBlocks))
}

const foldedRounds = async () => (await validator.store.rounds()).filter(({ state }) => state === 'folded')

beforeAll(async () => {
  if (chromiumPath === undefined) return
  folder = await mkdtemp(join(tmpdir(), 'dashboard-'))
  vi.stubEnv('XDG_STATE_HOME', folder)
  await keepReport(played, { passes: true, findings: [] })
  devnet = await startDevnet({ ...quiet, subnet: adder, miners: 3, port: 0 })
  const place = { ...quiet, network: devnet.network, netuid: devnet.netuid, port: 0 }
  const wrong = ({ input }: Parameters<typeof add>[0]) => ({ sum: input.a })
  const broken = () => ({ sum: 'none' }) as never
  miners = await Promise.all([
    runMiner(adder, { add }, { ...place, hotkey: '//miner-1' }),
    runMiner(adder, { add: wrong }, { ...place, hotkey: '//miner-2' }),
    runMiner(adder, { add: broken }, { ...place, hotkey: '//miner-3' }),
  ])
  gatewayPort = await freePort()
  ;[validator, browser] = await Promise.all([startValidator(), openBrowser()])
  base = validator.dashboard?.url ?? ''
  const asker = { network: devnet.network, netuid: devnet.netuid, hotkey: '//validator-1' }
  gateway = await runGateway(adder, {
    ...{ ...quiet, ...asker, port: 0, statusPort: gatewayPort, directory: null },
  })
  tab = await openTab(browser, base)
  for (const count of [1, 2]) {
    beginRound()
    const folded = async () => expect((await foldedRounds()).length).toBeGreaterThanOrEqual(count)
    await vi.waitFor(folded, { timeout: 90_000, interval: 50 })
  }
  round = (await foldedRounds())[0]!.number
})
afterAll(async () => {
  await browser?.close()
  await gateway?.close()
  await validator?.close()
  await Promise.all(miners.map((miner) => miner.close()))
  await devnet?.close()
  if (folder !== '') await rm(folder, { recursive: true, force: true })
})

describe.skipIf(chromiumPath === undefined)('the dashboard in a Chromium', () => {
  it('asks for the token once, by keyboard alone, and the browser keeps it where no script reads it', async () => {
    const { page, complaints } = await openTab(browser, base)
    await page.goto(`${base}/miners`)
    await page.waitForSelector('#token')
    expect(await violations(page)).toEqual([])
    expect(await unreached(page)).toEqual([])
    await page.focus('#token')
    await page.keyboard.type('a token of somebody else')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.querySelector('#problem')?.textContent !== '')
    await page.fill('#token', token)
    await page.keyboard.press('Enter')
    await page.waitForSelector('tbody tr')
    // Refusals are messages of the browser; there is no other one.
    expect(complaints.filter((text) => !text.includes('401'))).toEqual([])
    expect(page.url()).toBe(`${base}/miners`)
    expect(await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length])).toEqual([
      ...['', 0, 0],
    ])
    await tab.page.context().addCookies(await page.context().cookies())
    await page.close()
  })

  it.each([
    ['Overview', () => '/'],
    ['Rounds', () => '/rounds'],
    ['Round', () => `/rounds/${round}`],
    ['Miner in a round', () => `/rounds/${round}/${miners[1]!.hotkey}`],
    ['Receipt', async () => `/rounds/${round}/${miners[0]!.hotkey}/${await taskOf(miners[0]!.hotkey)}`],
    ['Gateway', () => '/gateway'],
    ['Miners', () => '/miners'],
    ['Validators', () => '/validators'],
    ['Weights', () => '/weights'],
    ['Chain', () => '/chain'],
    ['Queue', () => '/queue'],
    ['Devnet', () => '/devnet'],
    ['Doctor', () => '/doctor'],
    ['Simulations', () => '/sim'],
    ['Simulation', async () => `/sim/${(await readReports())[0]!.id}`],
    ['Miner', () => `/miners/${miners[2]!.hotkey}`],
  ])('%s: heading, axe in light and dark, the tab key, 320 px, and no complaint', async (title, pathOf) => {
    const { page, complaints } = tab
    const path = await pathOf()
    await page.setViewportSize({ width: 1_280, height: 900 })
    await page.emulateMedia({ colorScheme: 'light' })
    await page.goto(`${base}${path}`)
    await settled(page)
    expect(await page.title()).toBe(`${title} · subnetkit`)
    expect(await page.locator('h1').count()).toBe(1)
    expect(await page.locator('.trouble').count()).toBe(0)
    expect(await violations(page)).toEqual([])
    await shoot(page, shots, `${title}-light`)
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await violations(page)).toEqual([])
    await shoot(page, shots, `${title}-dark`)
    expect(await unreached(page)).toEqual([])
    await page.setViewportSize({ width: 320, height: 800 })
    expect(await widthOf(page)).toBeLessThanOrEqual(320)
    await shoot(page, shots, `${title}-narrow`)
    expect(complaints).toEqual([])
  })

  it('shows what a miner lost its pay for', async () => {
    const { page } = tab
    await page.setViewportSize({ width: 1_280, height: 900 })
    await page.goto(`${base}/miners`)
    await settled(page)
    await page.locator('tbody tr').last().locator('a.miner').click()
    await page.waitForSelector('.failures')
    expect(await page.locator('.failures').first().textContent()).toMatch(/HANDLER_FAILED/)
  })

  it('shows an answer with HTML, marks that turn writing and one long line as the text that it is', async () => {
    const { page, complaints } = tab
    await page.setViewportSize({ width: 320, height: 800 })
    await page.goto(`${base}/rounds/${round}/${miners[0]!.hotkey}/${await taskOf(miners[0]!.hotkey)}`)
    await settled(page)
    const said = await page.locator('.said').first().textContent()
    expect(said).toContain(hostile.html)
    expect(said).toContain('⟨U+202E⟩')
    expect(await page.locator('.said *').count()).toBe(0)
    expect(await page.locator('.exhibit img').evaluate((one) => (one as HTMLImageElement).naturalWidth)).toBe(
      1,
    )
    expect(await widthOf(page)).toBeLessThanOrEqual(320)
    expect(complaints).toEqual([])
  })

  it('shows what keys have done by their names, and never a key', async () => {
    const { page } = tab
    const { key, record } = await gateway!.keys.create({ name: 'planted-name' })
    await fetch(`${gateway!.url}/v1/models`, { headers: { authorization: `Bearer ${key}` } })
    await page.goto(`${base}/gateway`)
    // The dashboard reads the gateway, which is another process, now and then.
    await page.getByText('planted-name').waitFor({ timeout: 30_000 })
    const text = await page.locator('main').textContent()
    expect(text).toMatch(/planted-name.*active/s)
    expect(await page.locator('section[aria-label^=Requests] tbody').textContent()).toContain('models')
    for (const secret of [key, record.id]) expect(text).not.toContain(secret)
  })

  it('shows the miners of a gateway in another process, and once it is away, of when the figures are', async () => {
    const { page } = tab
    await page.goto(`${base}/gateway`)
    await settled(page)
    const table = page.locator('section[aria-label="Miners by calls"]')
    expect(await table.locator('tbody tr').count()).toBe(3)
    expect(await page.locator('.trouble').count()).toBe(0)
    await gateway?.close()
    await page.waitForSelector('.trouble')
    expect(await page.locator('.trouble').textContent()).toMatch(/does not answer.*last answer came/s)
    expect(await table.locator('tbody tr').count()).toBe(3)
    expect(await violations(page)).toEqual([])
  })

  it('goes on by itself after the process has started again', async () => {
    const { page } = tab
    await page.goto(`${base}/rounds`)
    await settled(page)
    await page.evaluate(() => Object.assign(globalThis, { isSame: true }))
    await validator.close()
    await page.waitForSelector('.status.lost')
    validator = await startValidator()
    await page.waitForSelector('.status.live', { timeout: 60_000 })
    const newest = (await validator.store.rounds()).at(-1)!.number
    beginRound()
    await showsRoundAfter(page, newest)
    expect(await page.evaluate(() => 'isSame' in globalThis)).toBe(true)
  })
})

it.runIf(chromiumPath === undefined)(
  'the pages are not tested: no Chromium is installed; name one in CHROMIUM',
  () => {},
)

async function taskOf(hotkey: string): Promise<string> {
  const [receipt] = await validator.store.receipts(round, hotkey)
  return encodeURIComponent(receipt!.taskId)
}
