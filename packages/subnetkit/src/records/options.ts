import { optionsOf, port, text } from '@subnetkit/base'

/** Address at which a validator gives each miner its own score records. */
export interface RecordsOptions {
  /** Port to listen on; 0 picks a free one. */
  readonly port: number
  /** Address to listen on; `0.0.0.0` or `::` for all. @default '127.0.0.1' */
  readonly host?: string | undefined
  /**
   * IP address to publish as the axon of the validator, where miners find it. Other validators may take a hotkey with an axon for a miner,
   * and ask it.
   * @default nothing is published: miners need the URL
   */
  readonly publicHost?: string | undefined
  /** Port to publish with it. @default the port that it listens on */
  readonly publicPort?: number | undefined
}

export const recordsSchema = optionsOf({
  port: port(),
  host: text('a host name or an address').default('127.0.0.1'),
  // The chain stores no names: one is refused when it is published.
  publicHost: text('an IP address').optional(),
  publicPort: port().optional(),
})
