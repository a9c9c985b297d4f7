import { configError } from '@subnetkit/base'
import type { Telemetry } from 'bullmq'

/** Traces of queues, as the option `telemetry` of `createQueues` takes them. */
export type QueueTelemetry = Telemetry

/**
 * Loads the OpenTelemetry adapter of the queues: spans of adding and running jobs, which pass from one process to
 * another with the job, through whatever SDK the process has set up. Throws CONFIG_INVALID if the package `bullmq-otel`,
 * which is optional, is not installed.
 */
export async function loadQueueTelemetry(tracerName = 'subnetkit'): Promise<QueueTelemetry> {
  try {
    const { BullMQOtel } = await import('bullmq-otel')
    return new BullMQOtel({ tracerName })
  } catch (cause) {
    const detail = 'the package bullmq-otel, which writes them, is not installed'
    const fix = 'Run npm install bullmq-otel @opentelemetry/api.'
    throw configError('CONFIG_INVALID', { place: 'traces of queues', detail, fix }, { cause })
  }
}
