import { synapse, taskSource, z } from 'subnetkit'
import { itemsOf } from './site.js'

export const protocol = {
  scrape: synapse({
    input: z.object({
      /** Site and first page; the other pages are linked from it. */
      site: z.url(),
      start: z.string().max(200),
      /** Only items up to this price, in cents, and in stock where asked. */
      maxPrice: z.int(),
      onlyInStock: z.boolean(),
    }),
    output: z.object({
      items: z.array(z.object({ title: z.string().max(200), price: z.int(), inStock: z.boolean() })).max(500),
    }),
    deadline: '8s',
    maxBytes: '64kB',
  }),
}

/** Each miner scrapes shops of its own: their names are drawn from the round's secret and its hotkey. */
export const tasks = taskSource({
  protocol,
  families: [
    {
      name: 'shop',
      synapse: 'scrape',
      draw(random) {
        const shop = `shop-${random.int(0, 2 ** 40)}`
        const [maxPrice, onlyInStock] = [random.int(5_000, 20_000), random.chance(0.5)]
        const truth = itemsOf(shop).filter(
          ({ price, inStock }) => price <= maxPrice && (inStock || !onlyInStock),
        )
        return {
          input: { site: 'http://127.0.0.1:8095', start: `/${shop}/1`, maxPrice, onlyInStock },
          truth,
        }
      },
    },
  ],
  tasksPerMiner: 4,
})
