import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { scoreAnswer } from 'subnetkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { itemsIn, scrape } from './miner.js'
import { createSite, type Item, itemsOf } from './site.js'
import subnet from './subnet.js'

process.env.SITE_KEY ??= 'the key of the tests'
const secret = createHash('sha256').update('scraping').digest()
const asked = Array.from({ length: 6 }, (_, number) =>
  subnet.tasks.tasksFor({ netuid: 2, mechanism: 0, number, secret }, 'a hotkey'),
).flat()
type Asked = (typeof asked)[number]

const server = createSite()
let site = ''
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

async function earned(answer: (input: Asked['input']) => Promise<Item[]>): Promise<number> {
  let sum = 0
  for (const task of asked) {
    const items = await answer({ ...task.input, site })
    sum += (await scoreAnswer(subnet, { task, output: { items }, latencyMs: 100 })).value
  }
  return sum / asked.length
}

test('a scraper that follows the links and knows the layouts earns all', async () => {
  expect(await earned((input) => scrape(input))).toBe(1)
})

test('the first page alone, unfiltered, earns some, and made-up items nothing', async () => {
  const firstPage = await earned(async ({ start }) =>
    itemsIn(await (await fetch(new URL(start, site))).text()),
  )
  expect(firstPage).toBeGreaterThan(0.2)
  expect(firstPage).toBeLessThan(0.7)
  expect(await earned(async () => [{ title: 'Alder kettle 100', price: 999, inStock: true }])).toBeLessThan(
    0.05,
  )
})

test('without a key nobody draws tasks or serves pages, so that none is ever guessed', () => {
  const { SITE_KEY } = process.env
  delete process.env.SITE_KEY
  try {
    expect(() => itemsOf('shop-1')).toThrow('SITE_KEY')
  } finally {
    process.env.SITE_KEY = SITE_KEY
  }
})

test('never leaves the site that was asked for', async () => {
  const input = { start: 'http://example.invalid/1', maxPrice: 1, onlyInStock: false }
  await expect(scrape({ ...input, site })).rejects.toThrow('is not the site')
  await expect(scrape({ ...input, start: '/no-shop/99', site })).rejects.toThrow('answers 404')
})
