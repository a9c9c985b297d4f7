import type { Gateway, MinerRoute } from '@subnetkit/gateway'
import type { GatewayTally, TallyReading } from './gateway-tally.js'

/** Budget of one key. The key itself is known to nobody but its owner. */
export interface KeyStatus {
  readonly name: string
  readonly project: string | null
  readonly isPrepaid: boolean
  readonly isRevoked: boolean
  /** Micro-credits in the period that runs. */
  readonly spent: number
  readonly reserved: number
  /** Null for no limit. */
  readonly cap: number | null
}

/** A gateway as its operator looks at it. Nothing in it opens anything. */
export interface GatewayStatus extends TallyReading {
  readonly url: string
  readonly models: readonly string[]
  /** Start, ISO 8601. */
  readonly started: string
  readonly benchedMiners: number
  readonly openStreams: number
  /** Micro-credits that are set aside for requests that run. */
  readonly reserved: number
  /** The keys that have spent most. */
  readonly keys: readonly KeyStatus[]
  readonly keyCount: number
  /** Miners of all models, those asked most first. */
  readonly routes: readonly (MinerRoute & { readonly model: string })[]
  /** Miners that the models have together. */
  readonly routeCount: number
}

interface StatusParts {
  readonly gateway: Pick<Gateway, 'gauges' | 'routes' | 'keys' | 'ledger' | 'url'>
  readonly models: readonly string[]
  readonly tally: GatewayTally
  readonly started: string
}

/** Keys and miners that are listed. */
const [mostKeys, mostRoutes] = [100, 300]

export async function readGatewayStatus({
  gateway,
  models,
  tally,
  started,
}: StatusParts): Promise<GatewayStatus> {
  const [{ benchedMiners, reserved, openStreams }, records] = await Promise.all([
    gateway.gauges(),
    gateway.keys.list(),
  ])
  const budgets = await gateway.ledger.read(records.map(({ id }) => `key:${id}`))
  const byName = new Map(budgets.map((budget) => [budget.name, budget]))
  const keys = records.map(({ id, name, project, prepaid, revokedAt }): KeyStatus => {
    const budget = byName.get(`key:${id}`)
    return {
      ...{ name, project, isPrepaid: prepaid, isRevoked: revokedAt !== null },
      ...{ spent: Number(budget?.spent ?? 0n), reserved: Number(budget?.reserved ?? 0n) },
      cap: budget?.cap == null ? null : Number(budget.cap),
    }
  })
  const routes = gateway
    .routes()
    .flatMap(({ model, miners }) => miners.map((miner) => ({ model, ...miner })))
    .sort((left, right) => right.calls - left.calls)
  return {
    ...tally.read(),
    ...{ url: gateway.url, models, started, benchedMiners, openStreams, reserved: Number(reserved) },
    keys: keys.sort((left, right) => right.spent - left.spent).slice(0, mostKeys),
    keyCount: keys.length,
    routes: routes.slice(0, mostRoutes),
    routeCount: routes.length,
  }
}
