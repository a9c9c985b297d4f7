import type { Facts } from './facts.js'

/** Port of metrics and health, where a role has none that others reach. */
const watchPort = 9_465

/** Settings files of each role, by their names in the folder of settings. Passwords stand as PASSWORD. */
export function roleSettings(facts: Facts): Readonly<Record<string, string>> {
  const common = {
    subnet: { netuid: facts.netuid, mechanism: facts.mechanism },
    network: { endpoints: facts.network },
    wallet: { name: 'default', hotkey: 'default' },
    log: { format: 'json' },
  }
  const database = { url: 'postgres://validator:PASSWORD@postgres:5432/validator' }
  const watched = { [facts.hasMetrics ? 'metrics' : 'health']: { port: watchPort } }
  const files = {
    miner: {
      ...common,
      miner: { host: '0.0.0.0', port: facts.minerPort, axon: { host: facts.axonHost } },
    },
    validator: { ...common, validator: watched, update: facts.updates },
    coordinator: { ...common, database, redis: { url: 'redis://redis:6379' }, coordinator: watched },
    gateway: { ...common, database, gateway: { port: 8_080 } },
  }
  return Object.fromEntries(
    Object.entries(files).map(([role, settings]) => [
      `settings/${role}.json`,
      `${JSON.stringify(settings, null, 2)}\n`,
    ]),
  )
}
