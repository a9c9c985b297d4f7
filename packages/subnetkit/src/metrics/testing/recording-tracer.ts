import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type Attributes,
  type Context,
  type ContextManager,
  context,
  type Link,
  propagation,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  type SpanOptions,
  type TextMapPropagator,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api'

/** A span as it was written. */
export interface RecordedSpan {
  readonly name: string
  readonly context: SpanContext
  /** Null for the first span of a trace. */
  readonly parent: SpanContext | null
  readonly attributes: Attributes
  readonly links: readonly Link[]
  isOver: boolean
}

/** Records the spans of this process, as an SDK with a context manager does, until it is disposed. */
export function recordTraces(): { readonly spans: readonly RecordedSpan[] } & Disposable {
  const spans: RecordedSpan[] = []
  const number = (length: number) => (spans.length + 1).toString(16).padStart(length, '0')

  function startSpan(name: string, options: SpanOptions = {}, from: Context = context.active()): Span {
    const parent = options.root ? undefined : trace.getSpanContext(from)
    const own = { traceId: parent?.traceId ?? number(32), spanId: number(16), traceFlags: TraceFlags.SAMPLED }
    const attributes: Attributes = { ...options.attributes }
    const { links = [] } = options
    const recorded: RecordedSpan = {
      name,
      context: own,
      parent: parent ?? null,
      attributes,
      links,
      isOver: false,
    }
    spans.push(recorded)
    const span: Span = {
      spanContext: () => own,
      setAttribute: (key, value) => span.setAttributes({ [key]: value }),
      setAttributes(more) {
        Object.assign(attributes, more)
        return span
      },
      addEvent: () => span,
      addLink: () => span,
      addLinks: () => span,
      setStatus: () => span,
      updateName: () => span,
      recordException() {},
      isRecording: () => true,
      end() {
        recorded.isOver = true
      },
    }
    return span
  }
  const startActiveSpan = (name: string, ...rest: unknown[]) => {
    const work = rest.at(-1) as (span: Span) => unknown
    const span = startSpan(name, rest.length > 1 ? (rest[0] as SpanOptions) : {})
    return context.with(trace.setSpan(context.active(), span), () => work(span))
  }
  const tracer = { startSpan, startActiveSpan } as Tracer
  trace.setGlobalTracerProvider({ getTracer: () => tracer })
  context.setGlobalContextManager(createContexts())
  propagation.setGlobalPropagator(throughJobs)
  return {
    spans,
    [Symbol.dispose]() {
      trace.disable()
      context.disable()
      propagation.disable()
    },
  }
}

/** Carries the span that adds a job to the one that runs it. */
const throughJobs: TextMapPropagator = {
  inject(from, carrier, setter) {
    const span = trace.getSpanContext(from)
    if (span !== undefined) setter.set(carrier, 'span', JSON.stringify(span))
  },
  extract(into, carrier, getter) {
    const text = getter.get(carrier, 'span')
    return typeof text === 'string' ? trace.setSpanContext(into, JSON.parse(text) as SpanContext) : into
  },
  fields: () => ['span'],
}

function createContexts(): ContextManager {
  const storage = new AsyncLocalStorage<Context>()
  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (one, work, self, ...args) => storage.run(one, () => work.call(self, ...args)),
    bind: (_, target) => target,
    enable: () => manager,
    disable: () => manager,
  }
  return manager
}
