import type { QueueTelemetry } from '../telemetry.js'

/** Span as it begins. */
export interface RecordedSpan {
  readonly name: string
  /** Context that it continues. */
  readonly from?: unknown
}

/** Telemetry that records the spans which begin. */
export function recordingTelemetry(spans: RecordedSpan[]): QueueTelemetry {
  const span = {
    setSpanOnContext: (context: unknown) => context,
    setAttribute: () => {},
    setAttributes: () => {},
    addEvent: () => {},
    recordException: () => {},
    end: () => {},
  }
  return {
    tracer: {
      startSpan(name: string, _options: unknown, from: unknown) {
        spans.push({ name, from })
        return span
      },
    },
    contextManager: {
      with: (_: unknown, work: () => unknown) => work(),
      active: () => 'here',
      getMetadata: () => 'from the adder',
      fromMetadata: (_: unknown, metadata: string) => metadata,
    },
  } as unknown as QueueTelemetry
}
