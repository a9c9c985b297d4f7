import { showUnits } from '@subnetkit/base'
import type { Deposits } from '../deposits/deposits.js'
import { type Exchange, sendJson } from '../http/exchange.js'
import { readJson } from '../http/read-body.js'
import type { Budget } from '../money/ledger.js'
import { keyBudget } from '../money/spend.js'
import type { GatewayParts } from '../parts.js'
import { ApiError } from '../wire/api-error.js'
import { accessOf, budgetsOf } from './access.js'
import type { KeyRecord } from './records.js'

/** `GET /v1/key`: what the key may use, and what is left of its budgets in micro-credits. */
export async function showKey(exchange: Exchange, parts: GatewayParts): Promise<void> {
  const { key } = await accessOf(exchange.request, parts)
  await sendKey(exchange, parts, key)
}

/** `POST /v1/key`: what the owner of the key agrees to, as `organic`. Throws ApiError. */
export async function changeKey(exchange: Exchange, parts: GatewayParts): Promise<void> {
  const { key } = await accessOf(exchange.request, parts)
  const body = (await readJson(exchange.request, parts.maxBodyBytes)) as { readonly organic?: unknown } | null
  const organic = consents.find((one) => one === body?.organic)
  if (organic === undefined) {
    const message = `organic has to be one of ${consents.join(', ')}.`
    throw new ApiError('invalid_value', message, { param: 'organic' })
  }
  await sendKey(exchange, parts, await parts.keys.consent(key.id, organic))
}

const consents = ['off', 'scores', 'replay'] as const

async function sendKey(exchange: Exchange, parts: GatewayParts, key: KeyRecord): Promise<void> {
  const budgets = await parts.ledger.read(budgetsOf(key))
  const own = budgets.find(({ name }) => name === keyBudget(key.id))
  const project = budgets.find(({ name }) => name.startsWith('project:'))
  sendJson(exchange, 200, {
    object: 'key',
    ...{ id: key.id, name: key.name, project: key.project, models: key.models },
    organic: key.organic,
    limits: {
      requests_per_minute: key.requestsPerMinute,
      tokens_per_minute: key.tokensPerMinute,
      in_flight: key.inFlight,
    },
    budget: own === undefined ? null : budgetBody(own),
    project_budget: project === undefined ? null : budgetBody(project),
    deposit: key.prepaid && parts.deposits !== null ? await depositBody(key.id, parts.deposits) : null,
  })
}

/** Address at which the key is paid for, and the amount that has arrived. TAO amounts are texts: numbers of JSON are not exact. */
async function depositBody(keyId: string, deposits: Deposits) {
  const { creditsPerTao, minimumRao } = deposits.rule
  const [address, received] = await Promise.all([deposits.addressOf(keyId), deposits.list(keyId)])
  return {
    ...{ address, asset: 'TAO', credits_per_tao: creditsPerTao, minimum: showUnits(minimumRao) },
    final_block: deposits.block?.number ?? null,
    received: received.slice(0, 20).map(({ block, from, rao, credits }) => ({
      ...{ block, from, amount: showUnits(rao), credits: Number(credits) },
    })),
  }
}

/** Amounts are far below 2^53. */
const budgetBody = ({ cap, periodMs, spent, reserved }: Budget) => ({
  cap: cap === null ? null : Number(cap),
  spent: Number(spent),
  reserved: Number(reserved),
  remaining: cap === null ? null : Number(cap - spent - reserved > 0n ? cap - spent - reserved : 0n),
  period_seconds: periodMs === null ? null : periodMs / 1_000,
})
