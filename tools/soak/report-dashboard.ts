import { existsSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { serveDashboard } from '@subnetkit/dashboard'
import { type CDPSession, chromium, type Page } from 'playwright-core'
import { crowdSource } from './crowd.js'
import { renderVerdict, type Sample, verdictOf } from './dashboard-verdict.js'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Updates a second, and time of one measurement in s. */
const [updates, sampleSeconds] = [10, 5]

/** Looks at a crowd of miners with ten updates a second for some minutes, and reports what that costs a browser. Returns the exit code. */
export async function runDashboardSoak(minutes: number): Promise<number> {
  const executablePath = process.env.CHROMIUM ?? places.find((path) => existsSync(path))
  if (executablePath === undefined) {
    process.stderr.write('No Chromium is installed: name one in CHROMIUM.\n')
    return 2
  }
  let round = 1_000
  const source = crowdSource(() => round)
  await using dashboard = await serveDashboard({ host: '127.0.0.1', port: 0, source })
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  let ticks = 0
  const timer = setInterval(() => {
    ticks += 1
    dashboard.observe(0, { kind: 'head-seen', block: ticks })
    // The page reads its table again after a fold, once a second at most.
    round += 1
    dashboard.observe(0, { kind: 'round-folded', round, miners: 256, tasks: {} as never })
  }, 1_000 / updates)
  try {
    const page = await browser.newPage()
    const rows: [string, number][] = []
    for (const path of ['/miners', '/rounds', '/', '/rounds/1000'])
      rows.push([path, await firstRows(page, `${dashboard.url}${path}`)])
    for (const [path, ms] of rows) process.stdout.write(`first rows of ${path}: ${Math.round(ms)} ms\n`)
    await page.goto(`${dashboard.url}/miners`)
    await page.waitForSelector('tbody tr')
    // The browser keeps the times of 250 requests, which take four minutes to come, and then no more.
    await page.evaluate(() => performance.setResourceTimingBufferSize(0))
    const session = await page.context().newCDPSession(page)
    await session.send('Performance.enable', { timeDomain: 'threadTicks' })
    await session.send('HeapProfiler.enable')
    const samples: Sample[] = []
    const start = performance.now()
    while (samples.length < 4 || performance.now() - start < minutes * 60_000) {
      const sample = await measure(session, (performance.now() - start) / 60_000)
      samples.push(sample)
      const { minute, heapMb, busy, nodes } = sample
      process.stdout.write(
        `${minute.toFixed(1)} min: heap ${heapMb.toFixed(2)} MB, main thread ${(100 * busy).toFixed(1)} %, ${nodes} nodes\n`,
      )
    }
    const verdict = verdictOf(samples)
    process.stdout.write(`${renderVerdict(verdict)}\n`)
    return verdict.kind === 'failed' ? 1 : 0
  } finally {
    clearInterval(timer)
    await browser.close()
  }
}

async function firstRows(page: Page, url: string): Promise<number> {
  await page.goto('about:blank')
  await page.goto(url, { waitUntil: 'commit' })
  await page.waitForSelector('tbody tr, .strip, .figures', { timeout: 60_000 })
  // Since navigation began, by the clock of the page itself.
  return page.evaluate(() => performance.now())
}

async function measure(session: CDPSession, minute: number): Promise<Sample> {
  const read = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return new Map(metrics.map(({ name, value }) => [name, value]))
  }
  const before = await read()
  const start = performance.now()
  await pause(sampleSeconds * 1_000)
  const after = await read()
  const seconds = (performance.now() - start) / 1_000
  // What the first collection leaves to finalizers goes with the second; a read that is under way holds an answer for a moment.
  const settled: Map<string, number>[] = []
  for (let time = 0; time < 4; time++) {
    await session.send('HeapProfiler.collectGarbage')
    settled.push(await read())
  }
  return {
    minute,
    busy: ((after.get('TaskDuration') ?? 0) - (before.get('TaskDuration') ?? 0)) / seconds,
    heapMb: Math.min(...settled.map((one) => one.get('JSHeapUsedSize') ?? 0)) / 1e6,
    nodes: settled.at(-1)?.get('Nodes') ?? 0,
  }
}
