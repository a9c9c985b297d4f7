import type { Handlers, SynapseInput } from 'subnetkit'
import type { Item } from './site.js'
import type { protocol } from './tasks.js'

type Wanted = SynapseInput<(typeof protocol)['scrape']>

export const handlers: Handlers<typeof protocol> = {
  scrape: async ({ input, signal }) => ({ items: await scrape(input, signal) }),
}

const mostPages = 20
const mostLetters = 1_000_000

/** Fetches the pages from the first to the last, never from another site, and extracts the items that are wanted. */
export async function scrape({ site, start, ...wanted }: Wanted, signal?: AbortSignal): Promise<Item[]> {
  const items: Item[] = []
  let url: URL | undefined = new URL(start, site)
  for (let page = 0; url && page < mostPages; page++) {
    if (url.origin !== new URL(site).origin)
      throw new Error(`${url.origin} is not the site that was asked for`)
    const response: Response = await fetch(url, { redirect: 'error', ...(signal && { signal }) })
    if (!response.ok) throw new Error(`${url.pathname} answers ${response.status}`)
    const html = await textOf(response)
    items.push(...itemsIn(html))
    const next = /<a rel="next" href="([^"]+)"/.exec(html)?.[1]
    url = next === undefined ? undefined : new URL(next, url)
  }
  return items.filter(({ price, inStock }) => price <= wanted.maxPrice && (inStock || !wanted.onlyInStock))
}

/** Reads a page as it comes, and no more than a page may have. */
async function textOf({ body }: Response): Promise<string> {
  let text = ''
  for await (const piece of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += piece
    if (text.length > mostLetters) throw new Error(`a page has more than ${mostLetters} letters`)
  }
  return text
}

/** One rule for each layout; a page has one of them. */
const layouts: readonly { readonly pattern: RegExp; readonly price: (text: string) => number }[] = [
  { pattern: /<tr><td>(.*?)<\/td><td>\$(.*?)<\/td><td>(.*?)<\/td><\/tr>/g, price: cents },
  { pattern: /<li class="item"><b>(.*?)<\/b> for (.*?) USD <em>(.*?)<\/em><\/li>/g, price: cents },
  { pattern: /<h3>(.*?)<\/h3><p data-price="(.*?)">(.*?)<\/p>/g, price: Number },
]

export function itemsIn(html: string): Item[] {
  return layouts.flatMap(({ pattern, price }) =>
    [...html.matchAll(pattern)].map(([, title = '', amount = '', stock = '']) => ({
      ...{ title, price: price(amount), inStock: !/sold out/.test(stock) },
    })),
  )
}

function cents(amount: string): number {
  return Math.round(Number(amount.replace(',', '.')) * 100)
}
