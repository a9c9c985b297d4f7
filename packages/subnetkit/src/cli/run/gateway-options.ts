import type { RunGatewayOptions } from '../../gateway/options.js'
import type { Config } from '../config/file-schema.js'

/** The options of `runGateway` that the configuration holds. */
export function gatewayOptions({
  // Payouts are made by commands, never by a gateway.
  // Modules are loaded by the command.
  gateway: { beside: _, payouts: _payouts, models: _models, ...gateway } = {},
  database,
  redis,
}: Config): Omit<RunGatewayOptions, 'netuid'> {
  return {
    ...gateway,
    // Checked by the function.
    deposits: gateway.deposits as RunGatewayOptions['deposits'],
    metrics: gateway.metrics as RunGatewayOptions['metrics'],
    databaseUrl: database?.url,
    redisUrl: redis?.url,
  }
}
