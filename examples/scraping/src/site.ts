import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { pathToFileURL } from 'node:url'
import { createRandom, type Random } from 'subnetkit'

/** Known to the site and its validators: without it a page can only be fetched. */
function key(): string {
  const { SITE_KEY } = process.env
  if (!SITE_KEY) throw new Error('Set SITE_KEY to a secret that the site and its validators share.')
  return SITE_KEY
}

export interface Item {
  readonly title: string
  /** In cents. */
  readonly price: number
  readonly inStock: boolean
}

const pageSize = 8
const [makes, things] = [
  ['Alder', 'Birch', 'Cedar', 'Delta', 'Ember', 'Fjord', 'Grove', 'Harbor'],
  ['kettle', 'lamp', 'chair', 'clock', 'basket', 'mirror', 'shelf', 'teapot'],
]

const randomFor = (shop: string): Random => createRandom(createHmac('sha256', key()).update(shop).digest())

/** All items of a shop, on one to five pages. */
export function itemsOf(shop: string): readonly Item[] {
  const random = randomFor(`items ${shop}`)
  return Array.from({ length: random.int(5, 36) }, () => ({
    title: `${random.pick(makes)} ${random.pick(things)} ${random.int(100, 999)}`,
    ...{ price: random.int(199, 19_999), inStock: random.chance(0.6) },
  }))
}

/** A page as HTML, in one of three layouts; null beyond the last one. */
export function pageOf(shop: string, page: number): string | null {
  const items = itemsOf(shop)
  const shown = items.slice((page - 1) * pageSize, page * pageSize)
  if (shown.length === 0) return null
  const layout = randomFor(`layout ${shop}`).int(0, 2)
  const rows = shown.map(({ title, price, inStock }) => {
    const [amount, stock] = [(price / 100).toFixed(2), inStock ? 'in stock' : 'sold out']
    if (layout === 0) return `<tr><td>${title}</td><td>$${amount}</td><td>${stock}</td></tr>`
    if (layout === 1)
      return `<li class="item"><b>${title}</b> for ${amount.replace('.', ',')} USD <em>${stock}</em></li>`
    return `<h3>${title}</h3><p data-price="${price}">${inStock ? '' : 'Currently sold out.'}</p>`
  })
  const next = page * pageSize < items.length ? `<a rel="next" href="/${shop}/${page + 1}">More</a>` : ''
  return `<html><body><h1>Shop ${shop}</h1>${rows.join('\n')}${next}</body></html>`
}

export function createSite(): Server {
  return createServer((request, response) => {
    const [, shop = '', page = ''] = /^\/([\w-]+)\/(\d+)$/.exec(request.url ?? '') ?? []
    const html = pageOf(shop, Number(page))
    response.writeHead(html === null ? 404 : 200, { 'content-type': 'text/html' }).end(html ?? 'no such page')
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) createSite().listen(8_095, '127.0.0.1')
