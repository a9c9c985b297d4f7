import type { KeyAdmin, KeyStatus } from '@subnetkit/gateway'
import { z } from 'zod'
import { wholeNumber } from '../../config/fields.js'
import type { Context } from '../../context/context.js'
import { cliError } from '../../errors.js'
import { renderTable } from '../../output/table.js'
import { defineAction } from '../../program/define-action.js'
import { openAdmin } from './open-admin.js'

const most = 999_999_999_999_999
/** A number, or `none` for no limit. */
const limit = (largest: number) =>
  z.union([z.literal('none').transform(() => null), wholeNumber(0, largest)]).optional()

const periods = { hour: 3_600_000, day: 86_400_000, week: 604_800_000, month: 2_592_000_000 } as const

const schema = z.strictObject({
  name: z.string().min(1).max(100).optional(),
  project: z.string().min(1).max(100).optional(),
  models: z.string().optional(),
  prepaid: z.boolean().optional(),
  cap: limit(most),
  projectCap: limit(most),
  period: z.enum(['hour', 'day', 'week', 'month']).optional(),
  requests: limit(1_000_000),
  tokens: limit(1_000_000_000),
  inFlight: limit(1_000_000),
  consent: z.enum(['off', 'scores', 'replay']).optional(),
})
type Options = z.output<typeof schema>

export const action = defineAction(schema, async (context, options, [verb, id]) => {
  const run = verbs[verb as keyof typeof verbs]
  if (run === undefined) {
    const fix = 'Run subnet gateway keys create, list, revoke or limit.'
    throw cliError('USAGE', { detail: `keys cannot ${verb ?? 'do nothing'}`, fix })
  }
  return run(context, await openAdmin(context), options, id)
})

const limitsOf = ({ requests, tokens, inFlight, cap, projectCap, period, consent }: Options) => ({
  ...(consent !== undefined && { organic: consent }),
  ...(requests !== undefined && { requestsPerMinute: requests }),
  ...(tokens !== undefined && { tokensPerMinute: tokens }),
  ...(inFlight !== undefined && { inFlight }),
  ...(cap !== undefined && { cap }),
  ...(projectCap !== undefined && { projectCap }),
  ...(period !== undefined && { periodMs: periods[period] }),
})

const verbs = {
  async create(_: Context, admin: KeyAdmin, options: Options) {
    const { name = 'unnamed', project = null, models, prepaid = false } = options
    const { key, status } = await admin.create({
      ...{ name, project, models: models?.split(',') ?? null, prepaid },
      ...limitsOf(options),
    })
    return {
      data: { key, ...status },
      text: () => `${key}\n\nKeep it: only a hash of it is stored. Its id is ${status.id}.${paidAt(status)}`,
    }
  },
  async list({ palette, width }: Context, admin: KeyAdmin) {
    const data = await admin.list()
    return {
      data,
      text: () => (data.length === 0 ? 'no keys' : renderTable(columns, data, { palette, width }).join('\n')),
    }
  },
  async revoke(_: Context, admin: KeyAdmin, __: Options, id: string | undefined) {
    const data = await admin.revoke(idOf(id))
    return { data, text: () => `${data.id} (${data.name}) is revoked` }
  },
  async limit({ palette, width }: Context, admin: KeyAdmin, options: Options, id: string | undefined) {
    const data = await admin.limit(idOf(id), limitsOf(options))
    return { data, text: () => renderTable(columns, [data], { palette, width }).join('\n') }
  },
} as const

function paidAt({ prepaid, depositAddress }: KeyStatus): string {
  if (!prepaid) return ''
  if (depositAddress !== null) return `\nIt is paid for at ${depositAddress}.`
  return '\nIts address is shown by GET /v1/key once a gateway runs that accepts TAO.'
}

function idOf(id: string | undefined): string {
  if (id !== undefined) return id
  throw cliError('USAGE', {
    detail: 'no id of a key is given',
    fix: 'Run subnet gateway keys list for the ids.',
  })
}

const amount = (value: number | null) => (value === null ? '–' : String(value))
const budgetOf = ({ id, budgets }: KeyStatus) => budgets.find(({ name }) => name === `key:${id}`)
const projectOf = ({ project, budgets }: KeyStatus) =>
  budgets.find(({ name }) => name === `project:${project}`)
/** Amount that can still be spent: of a prepaid key, what is left of what was paid in. */
const leftOf = (budget: KeyStatus['budgets'][number] | undefined) =>
  budget?.cap == null ? '–' : String(Math.max(0, budget.cap - budget.spent - budget.reserved))
const stateOf = ({ revokedAt, prepaid }: KeyStatus) =>
  revokedAt !== null ? 'revoked' : prepaid ? 'prepaid' : 'active'

const columns = [
  { title: 'ID', text: ({ id }: KeyStatus) => id },
  { title: 'NAME', text: ({ name }: KeyStatus) => name, shrinkTo: 8 },
  { title: 'STATE', text: stateOf },
  { title: 'CONSENT', text: ({ organic }: KeyStatus) => organic, leaves: 2 },
  { title: 'SPENT', text: (key: KeyStatus) => amount(budgetOf(key)?.spent ?? 0), align: 'right' as const },
  { title: 'CAP', text: (key: KeyStatus) => amount(budgetOf(key)?.cap ?? null), align: 'right' as const },
  { title: 'LEFT', text: (key: KeyStatus) => leftOf(budgetOf(key)), align: 'right' as const },
  { title: 'REQ/MIN', text: (key: KeyStatus) => amount(key.requestsPerMinute), align: 'right' as const },
  { title: 'TOK/MIN', text: (key: KeyStatus) => amount(key.tokensPerMinute), align: 'right' as const },
  { title: 'PROJECT', text: ({ project }: KeyStatus) => project ?? '', leaves: 1 },
  {
    title: 'ITS CAP',
    text: (key: KeyStatus) => amount(projectOf(key)?.cap ?? null),
    align: 'right' as const,
  },
  { title: 'ITS LEFT', text: (key: KeyStatus) => leftOf(projectOf(key)), align: 'right' as const },
]
