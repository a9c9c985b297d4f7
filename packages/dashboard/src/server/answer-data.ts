import type { IncomingMessage, ServerResponse } from 'node:http'
import { isSubnetError, systemClock, withDeadline } from '@subnetkit/base'
import { resolveResponse } from '@subnetkit/transport/trpc'
import type { DataContext } from '../data/context.js'
import { type DashboardRouter, dashboardRouter } from '../data/router.js'
import { dashboardError } from '../errors.js'

/** Time that an answer may take, in ms. */
const answerMs = 10_000
/** Requests that are answered at once; others are refused. */
const mostAtOnce = 16
/** Characters of an answer. */
const mostChars = 2_000_000

/** Answers the requests of pages for data, each within a deadline and a size. */
export function createDataAnswers(context: DataContext) {
  let running = 0

  /** Throws DASHBOARD_BUSY, DASHBOARD_TIMEOUT and DASHBOARD_ANSWER_TOO_LARGE. */
  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    if (running >= mostAtOnce) throw dashboardError('DASHBOARD_BUSY', {})
    running++
    let work: Promise<unknown> = Promise.resolve()
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    try {
      const reading = resolveResponse<DashboardRouter>({
        router: dashboardRouter,
        req: new Request(url, {
          method: 'GET',
          headers: { accept: 'application/json' },
          signal: gone.signal,
        }),
        path: url.pathname.slice('/api/'.length),
        createContext: async () => context,
        error: null,
        allowBatching: false,
      }).then(async (answer) => ({ status: answer.status, body: await answer.text() }))
      work = reading
      const late = () => dashboardError('DASHBOARD_TIMEOUT', { seconds: answerMs / 1_000 })
      const { status, body } = await withDeadline(reading, answerMs, late, { clock: systemClock })
      if (body.length > mostChars) throw dashboardError('DASHBOARD_ANSWER_TOO_LARGE', { bytes: mostChars })
      if (response.destroyed) return
      response.writeHead(status, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      })
      response.end(request.method === 'HEAD' ? undefined : body)
    } finally {
      // One that is late still keeps the store busy.
      const end = () => {
        running--
      }
      work.then(end, end)
    }
  }
}

/** Body of a refusal, in the form in which tRPC's client reads errors. */
export function refusalOf(error: unknown): { readonly status: number; readonly body: string } {
  const known = isSubnetError(error) ? error : null
  const status = known?.status ?? 500
  const data = { code: known?.code ?? 'INTERNAL', fix: known?.fix ?? null, httpStatus: status }
  const message = known?.message ?? 'the dashboard failed'
  return { status, body: JSON.stringify({ error: { message, code: -32_603, data } }) }
}
