import { loadQueueTelemetry, type QueueTelemetry } from '@subnetkit/core/validator'
import { scrubText } from '../secrets/scrub.js'

/** Attributes of a span by the id of its job, such as `score-7200-12`: the round, and the uid of the miner. */
export function attributesOfJob(id: unknown): Readonly<Record<string, number>> {
  const [, round, uid] = /^[a-z]+-(\d+)(?:-(\d+))?$/.exec(String(id)) ?? []
  return {
    ...(round !== undefined && { 'subnetkit.round': Number(round) }),
    ...(uid !== undefined && { 'subnetkit.uid': Number(uid) }),
  }
}

/** `process query` instead of the whole name of the queue, which has the hotkey: names of spans are what viewers group by. */
export const shortName = (name: string): string => name.replace(/ sn-\d+\/\S*?-([a-z]+)(?:\.\S*)?$/, ' $1')

/** Traces whose spans carry the round and the uid of the job that they are about, and errors without secrets. */
export function withRounds(telemetry: QueueTelemetry): QueueTelemetry {
  const { tracer } = telemetry
  return {
    ...telemetry,
    contextManager: telemetry.contextManager,
    tracer: {
      startSpan(name, options, context) {
        const span = tracer.startSpan(shortName(name), options, context)
        const note = (id: unknown) => span.setAttributes(attributesOfJob(id))
        return {
          setSpanOnContext: (on) => span.setSpanOnContext(on),
          setAttribute(key, value) {
            span.setAttribute(key, value)
            if (key === jobId) note(value)
          },
          setAttributes(attributes) {
            span.setAttributes(attributes)
            if (jobId in attributes) note(attributes[jobId])
          },
          addEvent: (event, attributes) => span.addEvent(event, attributes),
          recordException: (exception, time) => span.recordException(scrubbedError(exception), time),
          end: () => span.end(),
        }
      },
    },
  }
}

function scrubbedError(thrown: unknown) {
  const { name, message, stack } = thrown instanceof Error ? thrown : new Error(String(thrown))
  return { name, message: scrubText(message), ...(stack !== undefined && { stack: scrubText(stack) }) }
}

/** The attribute in which BullMQ names the job. */
const jobId = 'bullmq.job.id'

/** Traces for `createQueues`, or undefined without. Throws CONFIG_INVALID if bullmq-otel is not installed. */
export async function openTelemetry(wanted: boolean): Promise<QueueTelemetry | undefined> {
  return wanted ? withRounds(await loadQueueTelemetry()) : undefined
}
