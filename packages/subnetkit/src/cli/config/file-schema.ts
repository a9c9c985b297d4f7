import {
  checked,
  flag,
  integer,
  mechanism,
  netuid,
  number,
  oneOf,
  positive,
  strictOptions,
  text,
} from '@subnetkit/base'
import { dashboardOptions } from '@subnetkit/dashboard/options'
import {
  callerListField,
  clientReceiptOptions,
  metricsField,
  rateLimitOptions,
  serverLimitFields,
  serverReceiptOptions,
  serverSessionOptions,
  spoolOptions,
  tlsFileOptions,
} from '@subnetkit/transport/options'
import { z } from 'zod'
import { depositSchema, gatewaySchema, organicShares } from '../../gateway/options.js'
import { healthOptions } from '../../health/options.js'
import { logLevels } from '../../log/record.js'
import { axonSchema, minerSchema, rulesSchema } from '../../miner/options.js'
import { recordsSchema } from '../../records/options.js'
import { updateSchema } from '../../update/options.js'
import { coordinatorSchema } from '../../validator/coordinator-options.js'
import { validatorSchema } from '../../validator/options.js'
import { retentionOptions } from '../../validator/tuning.js'
import { workerSchema } from '../../validator/worker-options.js'
import { parseTao } from '../output/units.js'
import { group, plainLeaves, shapeOf } from './leaf.js'
import type { SectionName } from './texts/sections.js'

/** Amount of TAO, in rao. */
const tao = z
  .union([z.string(), z.number()], { error: 'an amount of TAO, such as 1000 or "0.5"' })
  .transform((given, context) => {
    const amount = parseTao(String(given))
    if (amount !== null) return amount
    context.addIssue({ code: 'custom', message: 'an amount of TAO, such as 1000 or "0.5"' })
    return z.NEVER
  })

const urlOf = (expected: string, ...protocols: readonly string[]) =>
  checked<string>(
    (value) =>
      typeof value === 'string' && URL.canParse(value) && protocols.includes(new URL(value).protocol),
    expected,
  )

function redisUrl() {
  const protocols = ['redis:', 'rediss:', 'redis+cluster:', 'rediss+cluster:']
  return urlOf('a URL such as redis://127.0.0.1:6379', ...protocols)
}

const spool = group(plainLeaves(shapeOf(spoolOptions)))
const callers = group(plainLeaves(shapeOf(callerListField())))

const clientParts = {
  receipts: group({ enabled: flag().optional(), ...plainLeaves(shapeOf(clientReceiptOptions)) }),
  spool,
}
const operateParts = {
  metrics: group(plainLeaves(shapeOf(metricsField()))),
  health: group({ enabled: flag().optional(), ...plainLeaves(shapeOf(healthOptions)) }),
}
const dashboardParts = {
  dashboard: group({ enabled: flag().optional(), ...plainLeaves(shapeOf(dashboardOptions), 'gatewayPort') }),
}
const recordsParts = { records: group(plainLeaves(shapeOf(recordsSchema))) }
/** Checked by their function. */
const planParts = {
  retention: group(plainLeaves(shapeOf(retentionOptions))),
  maxAnswerBytes: text('a size, such as 2GB').optional(),
  sampling: group({
    kind: oneOf('all', 'stalest', 'weighted').optional(),
    count: integer(1).optional(),
    by: oneOf('stake', 'score').optional(),
    floor: positive().optional(),
    within: integer(1).optional(),
  }),
  budgets: group({
    requests: integer(1).optional(),
    bytes: text('a size, such as 64MB').optional(),
    seconds: positive().optional(),
    cost: positive().optional(),
    tasksPerMiner: integer(1).optional(),
  }),
}
/** Options of the roles that have a section of their own, or are for programs. */
const elsewhere = ['netuid', 'mechanism', 'redisUrl', 'drainingUrls', 'signals'] as const

/** Fields of each section. Values of functions' options have the schema of that option. */
export const shapes = {
  subnet: {
    module: text('the path of a file or the name of a package').optional(),
    export: text('the name of an export').optional(),
    handlers: text('the path of a file or the name of a package').optional(),
    netuid: netuid().optional(),
    mechanism: mechanism().optional(),
  },
  network: {
    endpoints: z
      .union([text(), z.array(text()).min(1)], { error: 'the name of a network or a ws:// URL, or several' })
      .optional(),
  },
  wallet: {
    name: text('a name').optional(),
    hotkey: text('a name').optional(),
    path: text('a path').optional(),
    signerSocket: text('a path').optional(),
  },
  log: {
    level: oneOf(...logLevels).optional(),
    format: oneOf('text', 'json').optional(),
  },
  database: {
    url: urlOf('a URL such as postgres://user@127.0.0.1/validator', 'postgres:', 'postgresql:').optional(),
    directory: text('a path').optional(),
  },
  redis: {
    url: redisUrl().optional(),
    shards: z.array(redisUrl(), 'a list of URLs such as redis://127.0.0.1:6379').optional(),
    draining: z.array(redisUrl(), 'a list of URLs such as redis://127.0.0.1:6379').optional(),
  },
  miner: {
    ...plainLeaves(shapeOf(minerSchema), 'netuid', 'signals'),
    axon: group({ publish: flag().optional(), ...plainLeaves(shapeOf(axonSchema)) }),
    admit: oneOf('validators', 'everyone').optional(),
    admission: group({ minStake: tao.optional(), ...plainLeaves(shapeOf(rulesSchema)) }),
    allow: callers,
    ban: callers,
    rateLimit: group(plainLeaves(shapeOf(rateLimitOptions))),
    tls: group(plainLeaves(shapeOf(tlsFileOptions()))),
    metrics: group(plainLeaves(shapeOf(metricsField()))),
    sessions: group({ enabled: flag().optional(), ...plainLeaves(shapeOf(serverSessionOptions)) }),
    receipts: group({ enabled: flag().optional(), ...plainLeaves(shapeOf(serverReceiptOptions)) }),
    limits: group(plainLeaves(shapeOf(serverLimitFields))),
    spool,
  },
  validator: {
    ...plainLeaves(shapeOf(validatorSchema), ...elsewhere, 'directory', 'databaseUrl', 'maxRounds'),
    ...planParts,
    ...clientParts,
    ...operateParts,
    ...recordsParts,
    ...dashboardParts,
  },
  coordinator: {
    ...plainLeaves(shapeOf(coordinatorSchema), ...elsewhere, 'databaseUrl'),
    ...planParts,
    ...operateParts,
    ...recordsParts,
    ...dashboardParts,
  },
  worker: {
    ...plainLeaves(shapeOf(workerSchema), ...elsewhere, 'databaseUrl'),
    ...clientParts,
    ...operateParts,
  },
  gateway: {
    beside: flag().optional(),
    ...plainLeaves(shapeOf(gatewaySchema), 'netuid', 'redisUrl', 'signals', 'databaseUrl', 'more'),
    publicUrl: urlOf('a URL, such as https://example.org', 'http:', 'https:').optional(),
    models: z.array(text('a module and a netuid'), 'a list such as ["./image.ts@4"]').optional(),
    deposits: group(plainLeaves(shapeOf(depositSchema))),
    metrics: group(plainLeaves(shapeOf(metricsField()))),
    organic: group({
      enabled: flag().optional(),
      share: number(0, 0.2).optional(),
      ...plainLeaves(organicShares),
    }),
    payouts: group({ share: positive().max(1).optional(), minimumRao: integer(500).optional() }),
  },
  update: plainLeaves(shapeOf(updateSchema)),
} as const satisfies Readonly<Record<SectionName, z.core.$ZodShape>>

const section = <S extends z.core.$ZodLooseShape>(shape: S) => strictOptions(shape).optional()

/** A configuration: only what is set, in its sections. */
export const configSchema = strictOptions({
  $schema: text('a URL').optional(),
  subnet: section(shapes.subnet),
  network: section(shapes.network),
  wallet: section(shapes.wallet),
  log: section(shapes.log),
  database: section(shapes.database),
  redis: section(shapes.redis),
  miner: section(shapes.miner),
  validator: section(shapes.validator),
  coordinator: section(shapes.coordinator),
  worker: section(shapes.worker),
  gateway: section(shapes.gateway),
  update: section(shapes.update),
})

export type Config = z.output<typeof configSchema>
