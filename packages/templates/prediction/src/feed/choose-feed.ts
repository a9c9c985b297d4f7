import type { Feed } from '../feed.js'
import { createLiveFeed } from '../live-feed.js'
import { createMarketFeed } from '../market.js'

/** The season of hourly prices: a day. */
const seasons = [24]

/**
 * Returns the feed of the environment: `FEED=live` reads exchanges; otherwise there is a made-up market, with the secret `MARKET_SEED`
 * of the validator.
 */
export function chooseFeed({ FEED: feed = 'market', MARKET_SEED: seed = 'devnet' }: NodeJS.ProcessEnv): Feed {
  switch (feed) {
    case 'market':
      return createMarketFeed({ seed })
    case 'live':
      return createLiveFeed({
        pairs: [
          {
            name: 'btc-usd',
            seasons,
            symbols: { binance: 'BTCUSDT', coinbase: 'BTC-USD', kraken: 'XBTUSD' },
          },
          {
            name: 'eth-usd',
            seasons,
            symbols: { binance: 'ETHUSDT', coinbase: 'ETH-USD', kraken: 'ETHUSD' },
          },
        ],
      })
    default:
      throw new Error(`FEED is ${feed}: set it to market or live, or leave it out for the market`)
  }
}
