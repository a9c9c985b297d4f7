import { join } from 'node:path'
import type { ValidatorEvent } from '@subnetkit/core/validator'
import { startPostgres, startRedis } from './backends.js'
import type { Server } from './faults.js'
import { createLink, type Link } from './link.js'
import type { Machine } from './machine.js'
import type { ProgramOptions } from './program-options.js'
import type { Programs } from './programs.js'
import { createUnit, type Unit } from './unit.js'

/** Registers a resource that ends with the campaign, and returns it. */
export type Own = <T extends AsyncDisposable>(resource: T) => T

export interface SiteOptions {
  readonly options: {
    readonly coordinators: number
    readonly workers: number
    readonly namespaces: boolean
    readonly say: (line: string) => void
  }
  readonly directory: string
  readonly machines: Readonly<Record<'coordinator' | 'worker', Machine | null>>
  readonly own: Own
  readonly programs: Programs
  readonly node: Server & { readonly port: number }
  readonly base: Pick<
    ProgramOptions,
    Exclude<keyof ProgramOptions, 'role' | 'chainUrl' | 'redisUrl' | 'database'> | 'keepRounds'
  >
  readonly onEvent: (event: ValidatorEvent) => void
  /** True if a Redis that was killed comes back empty. */
  readonly spoilt: () => boolean
}

/** The processes under test, what they depend on, and the links between them. */
export interface Site {
  readonly units: readonly Unit[]
  readonly servers: readonly Server[]
  readonly links: readonly Link[]
  readonly database: ProgramOptions['database']
  readonly notes: () => readonly string[]
}

export async function buildEmbedded({
  directory,
  own,
  programs,
  node,
  base,
  onEvent,
}: SiteOptions): Promise<Site> {
  const link = own(await createLink({ name: 'validator to node', to: node.port }))
  const database = { directory: join(directory, 'store') }
  const options: ProgramOptions = {
    ...base,
    ...{ role: 'validator', chainUrl: `ws://127.0.0.1:${link.port}`, redisUrl: null, database },
  }
  const unit = own(createUnit({ name: 'validator', role: 'validator', programs, options, onEvent }))
  return { units: [unit], servers: [node], links: [link], database, notes: () => [] }
}

export async function buildFleet(site: SiteOptions): Promise<Site> {
  const { options, directory, machines, own, programs, node, base, onEvent, spoilt } = site
  const redis = own(await startRedis(directory))
  const postgres = own(await startPostgres(directory))
  const links: Link[] = []
  const link = async (name: string, to: number, host: string) => {
    const made = own(await createLink({ name, to, host }))
    links.push(made)
    return made.port
  }
  let emptied = 0
  const servers: Server[] = [
    node,
    postgres,
    {
      ...{ name: redis.name, role: redis.role, kill: redis.kill },
      get pid() {
        return redis.pid
      },
      get isReady() {
        return redis.isReady
      },
      async start() {
        if (spoilt()) {
          redis.wipe()
          emptied++
          options.say('redis comes back empty')
        }
        await redis.start()
      },
    },
  ]
  const unit = async (role: 'coordinator' | 'worker', number: number): Promise<Unit> => {
    const name = `${role} ${number}`
    const { host, prefix } = machines[role] ?? { host: '127.0.0.1', prefix: [] }
    const at = (to: string, port: number) => link(`${name} to ${to}`, port, host)
    const programOptions: ProgramOptions = {
      ...base,
      role,
      chainUrl: role === 'coordinator' ? `ws://${host}:${await at('node', node.port)}` : null,
      redisUrl: redis.url(await at('redis', redis.port), host),
      database: { url: postgres.url(await at('postgres', postgres.port), host) },
    }
    return own(createUnit({ name, role, programs, prefix, options: programOptions, onEvent }))
  }
  const units: Unit[] = []
  for (let number = 1; number <= options.coordinators; number++) units.push(await unit('coordinator', number))
  for (let number = 1; number <= options.workers; number++) units.push(await unit('worker', number))
  return {
    ...{ units, servers, links },
    database: { url: postgres.url(postgres.port) },
    notes: () => [
      `Redis came back empty ${emptied} times`,
      ...(options.namespaces
        ? ['coordinators and workers were on machines of their own (network namespaces)']
        : []),
    ],
  }
}
