import type { Attributes, Span, Tracer } from '@opentelemetry/api'
import { configError } from '@subnetkit/base'
import type { MinerEndpoint, QueryOptions } from '@subnetkit/core'
import type { AnsweredRequest } from '@subnetkit/transport'

type Api = typeof import('@opentelemetry/api')

/** Writes spans of queries and answers through the OpenTelemetry SDK of the process. */
export interface Tracing {
  /** The same client, each of whose queries is a span. Miners get its context as an unsigned hint, unless it is hidden. */
  client<C extends Queries>(client: C, netuid: number, options?: { readonly isHidden?: boolean }): C
  /** Notes an answer of a miner as a span of its own, with a link to the span that the caller names. */
  answered(request: AnsweredRequest): void
  /** Runs the work of a request within a span, with a link to the span that its client names. */
  within<T>(
    name: string,
    attributes: Attributes,
    hint: string | undefined,
    work: (span: Span) => Promise<T>,
  ): Promise<T>
}

/** A client for miners of any protocol. */
interface Queries {
  readonly query: unknown
  readonly queryVersions: unknown
  readonly stream: unknown
}

/** Result of a query as far as a span shows it: no text of a miner. */
interface Outcome {
  readonly kind: string
  readonly code?: string
}

/** Loads tracing; undefined without. Throws CONFIG_INVALID if @opentelemetry/api is not installed. */
export async function openTracing(wanted: boolean): Promise<Tracing | undefined> {
  return wanted ? createTracing(await loadApi()) : undefined
}

async function loadApi(): Promise<Api> {
  try {
    return await import('@opentelemetry/api')
  } catch (cause) {
    const detail = 'the package @opentelemetry/api, through which they are written, is not installed'
    const fix = 'Run npm install bullmq-otel @opentelemetry/api.'
    throw configError('CONFIG_INVALID', { place: 'telemetry', detail, fix }, { cause })
  }
}

/** Makes spans of the global tracer provider, whichever it is by then. */
export function createTracing(api: Api): Tracing {
  const tracer: Tracer = api.trace.getTracer('subnetkit')
  const { CLIENT, SERVER } = api.SpanKind

  /** Text of a W3C trace context; undefined where nothing records, so that miners get no header. */
  function contextOf(span: Span): string | undefined {
    const context = span.spanContext()
    if (!api.isSpanContextValid(context)) return undefined
    const flags = (context.traceFlags & 0xff).toString(16).padStart(2, '0')
    return `00-${context.traceId}-${context.spanId}-${flags}`
  }

  /**
   * Links to a span that a stranger names. It is no parent, and not sampled on a caller's wish: with either, callers could choose what
   * is recorded here.
   */
  function linksTo(hint: string | null | undefined) {
    const [, traceId, spanId] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/.exec(hint ?? '') ?? []
    if (traceId === undefined || spanId === undefined) return []
    const context = { traceId, spanId, traceFlags: api.TraceFlags.NONE, isRemote: true }
    return api.isSpanContextValid(context) ? [{ context }] : []
  }

  function end(span: Span, { kind, code }: Outcome): void {
    span.setAttributes({ 'subnetkit.outcome': kind, ...(code !== undefined && { 'subnetkit.code': code }) })
    if (kind !== 'ok')
      span.setStatus({ code: api.SpanStatusCode.ERROR, ...(code !== undefined && { message: code }) })
    span.end()
  }

  function startQuery(netuid: number, synapse: string, { about }: QueryOptions): Span {
    const attributes = {
      ...{ 'subnetkit.netuid': netuid, 'subnetkit.synapse': synapse },
      ...(about && { 'subnetkit.round': about.round, 'subnetkit.uid': about.uid }),
    }
    return tracer.startSpan('query miner', { kind: CLIENT, attributes })
  }

  async function query<R extends Outcome>(
    span: Span,
    options: QueryOptions,
    run: (options: QueryOptions) => Promise<R>,
  ) {
    try {
      const result = await run(options)
      end(span, result)
      return result
    } catch (error) {
      end(span, { kind: 'ours' })
      throw error
    }
  }

  type Loose = (endpoint: MinerEndpoint, name: string, input: never, options?: QueryOptions) => Promise<never>

  return {
    client(client, netuid, { isHidden = false } = {}) {
      const hintOf = (span: Span) => ({ trace: isHidden ? undefined : contextOf(span) })
      const [ask, askVersions, open] = [client.query, client.queryVersions, client.stream] as readonly Loose[]
      const traced =
        (run: Loose): Loose =>
        (endpoint, name, input, options = {}) => {
          const span = startQuery(netuid, name, options)
          return query(span, { ...options, ...hintOf(span) }, (more) => run(endpoint, name, input, more))
        }
      const stream: Loose = async (endpoint, name, input, options = {}) => {
        const span = startQuery(netuid, name, options)
        try {
          const opened: { readonly result: Promise<Outcome> } = await open!(endpoint, name, input, {
            ...options,
            ...hintOf(span),
          })
          void opened.result.then((result) => end(span, result))
          return opened as never
        } catch (error) {
          end(span, { kind: 'ours' })
          throw error
        }
      }
      return { ...client, query: traced(ask!), queryVersions: traced(askVersions!), stream }
    },
    answered({ synapse, latencyMs, trace }) {
      const endTime = Date.now()
      const attributes = { 'subnetkit.synapse': synapse }
      const options = {
        kind: SERVER,
        root: true,
        attributes,
        links: linksTo(trace),
        startTime: endTime - latencyMs,
      }
      tracer.startSpan('answer validator', options).end(endTime)
    },
    within(name, attributes, hint, work) {
      const options = { kind: SERVER, root: true, attributes, links: linksTo(hint) }
      return tracer.startActiveSpan(name, options, async (span) => {
        try {
          return await work(span)
        } finally {
          span.end()
        }
      })
    },
  }
}
