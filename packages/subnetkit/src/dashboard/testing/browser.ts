/// <reference lib="dom" />
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, chromium, type Page } from 'playwright-core'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Path of a Chromium of this machine; undefined without one. */
export const chromiumPath = process.env.CHROMIUM ?? places.find((path) => existsSync(path))

/** Opens the Chromium of this machine. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath as string, args: ['--no-sandbox'] })

/** A tab that notes everything a page complains about. */
export interface Tab {
  readonly page: Page
  /** Messages of the console, errors of scripts, requests to other servers, and breaches of the policy. */
  readonly complaints: readonly string[]
}

/** Opens a tab at a dashboard. */
export async function openTab(browser: Browser, base: string): Promise<Tab> {
  const page = await browser.newPage({ viewport: { width: 1_280, height: 900 } })
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(`console: ${message.text()}`))
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  page.on('request', (request) => {
    if (!request.url().startsWith(base)) complaints.push(`request: ${request.url()}`)
  })
  await page.exposeFunction('noteBreach', (breach: string) => complaints.push(`policy: ${breach}`))
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      ;(globalThis as unknown as { noteBreach(breach: string): void }).noteBreach(event.violatedDirective)
    })
  })
  return { page, complaints }
}

/** Waits until a page shows its data. */
export async function settled(page: Page): Promise<void> {
  await page.waitForSelector('h1')
  await page.waitForFunction(() => document.querySelector('.loading') === null)
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Violations of WCAG 2.0 to 2.2, A and AA, on a page as it is now. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(
          options: object,
        ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>
      }
    }
    const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    const { violations } = await axe.run({ runOnly: { type: 'tag', values } })
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary}`,
    )
  })
}

/** Elements that the tab key should reach and does not, as their texts. */
export async function unreached(page: Page): Promise<readonly string[]> {
  const count = await page.evaluate(() => {
    const wanted = 'a[href], button:not(:disabled), input, select, summary, [tabindex="0"]'
    const found = [...document.querySelectorAll<HTMLElement>(wanted)].filter((one) => one.checkVisibility())
    for (const one of found) one.dataset.wanted = ''
    ;(document.activeElement as HTMLElement | null)?.blur()
    addEventListener('focusin', (event) => delete (event.target as HTMLElement).dataset.wanted)
    return found.length
  })
  // One more: the document may come first.
  for (let at = 0; at <= count; at++) await page.keyboard.press('Tab')
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[data-wanted]')].map((one) => one.outerHTML.slice(0, 120)),
  )
}

/** Width of what a page shows, in pixels. */
export const widthOf = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth)

/** Waits until the first row of the page's table is a round after this one. */
export async function showsRoundAfter(page: Page, round: number): Promise<void> {
  await page.waitForFunction(
    (least) => Number(document.querySelector('tbody th')?.textContent?.replaceAll(',', '')) > least,
    round,
  )
}
