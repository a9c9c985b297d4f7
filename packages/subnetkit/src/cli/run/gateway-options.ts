import type { RunGatewayOptions } from '../../gateway/options.js'
import type { Config } from '../config/file-schema.js'
import { moreSubnets } from './more-subnets.js'

/** The options of `runGateway` that the configuration holds, with its further subnets loaded. Throws as moreSubnets. */
export async function gatewayOptions({
  // Payouts are made by commands, never by a gateway; the validator of the process is needed for organic.
  gateway: { beside: _, payouts: _payouts, organic: _organic, models, ...gateway } = {},
  database,
  redis,
}: Config): Promise<Omit<RunGatewayOptions, 'netuid'>> {
  return {
    ...gateway,
    more: await moreSubnets(models),
    // Checked by the function.
    deposits: gateway.deposits as RunGatewayOptions['deposits'],
    metrics: gateway.metrics as RunGatewayOptions['metrics'],
    databaseUrl: database?.url,
    redisUrl: redis?.url ?? redis?.shards?.[0],
  }
}
