import { createStop } from '@subnetkit/base'
import type { Usage } from '../wire/tokens.js'
import { type AdmitParameters, type Admitted, admit, type Served } from './admit.js'
import type { Cut } from './cut.js'
import type { ViewCall } from './view-call.js'

/** Answers to the calls of one request, in the order of the calls. */
export interface ServedAll<Answer> {
  readonly served: readonly Served<Answer>[]
  readonly usage: Usage
  readonly headers: Readonly<Record<string, string>>
}

export interface AdmittedAll<Answer> extends Pick<Admitted<Answer>, 'headers' | 'end'> {
  run(): Promise<ServedAll<Answer>>
}

/**
 * Admits a request that asks several questions, such as the prompts of a list: each counts as a request of its own against rates and
 * budgets, and all are admitted or none. Throws ApiError.
 */
export async function admitAll<Answer>(
  parameters: Omit<AdmitParameters<Answer>, 'call'>,
  calls: readonly ViewCall<Answer>[],
): Promise<AdmittedAll<Answer>> {
  const failed = createStop()
  const all: Admitted<Answer>[] = []
  const end = async (cut?: Cut) => void (await Promise.all(all.map((one) => one.end(cut))))
  try {
    for (const [at, call] of calls.entries()) {
      const requestId = at === 0 ? parameters.requestId : `${parameters.requestId}-${at}`
      all.push(await admit({ ...parameters, call, requestId, failed }))
    }
  } catch (error) {
    await end()
    throw error
  }
  return {
    headers: { ...all.at(-1)!.headers, ...receiptsOf(all) },
    end,
    async run() {
      try {
        // Nothing is charged before all are answered: the client gets all of them or none.
        const answered = await Promise.all(all.map((one) => one.ask()))
        const served = await Promise.all(all.map((one, at) => one.serve(answered[at]!)))
        return { served, usage: usageOf(served), headers: headersOf(served) }
      } catch (error) {
        failed.abort(error)
        throw error
      }
    },
  }
}

/** The receipts of all, one for each question. */
function receiptsOf<Answer>(all: readonly Admitted<Answer>[]): Readonly<Record<string, string>> {
  const ids = all.flatMap(({ headers }) => headers['x-subnet-receipt'] ?? [])
  return ids.length === 0 ? {} : { 'x-subnet-receipt': ids.join(', ') }
}

const usageOf = <Answer>(served: readonly Served<Answer>[]): Usage => ({
  promptTokens: served.reduce((sum, { usage }) => sum + usage.promptTokens, 0),
  completionTokens: served.reduce((sum, { usage }) => sum + usage.completionTokens, 0),
})

/** The headers of all: costs are added, and miners listed once. */
function headersOf<Answer>(served: readonly Served<Answer>[]): Readonly<Record<string, string>> {
  const all = (name: string) => served.flatMap(({ headers }) => headers[name]?.split(', ') ?? [])
  const cost = all('x-subnet-cost').reduce((sum, one) => sum + BigInt(one), 0n)
  return {
    ...Object.assign({}, ...served.map(({ headers }) => headers)),
    'x-subnet-miners': [...new Set(all('x-subnet-miners'))].join(', '),
    'x-subnet-cost': String(cost),
  }
}
