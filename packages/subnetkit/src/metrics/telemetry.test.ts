import { createQueues, type QueueTelemetry } from '@subnetkit/core/validator'
import { expect, it } from 'vitest'
import { attributesOfJob, shortName, withRounds } from './telemetry.js'

interface Recorded {
  readonly name: string
  readonly from: unknown
  readonly attributes: Record<string, unknown>
}

/** Telemetry that records its spans; a context is the name of the span that is active. */
function recording(spans: Recorded[]): QueueTelemetry {
  let active: unknown = 'root'
  return {
    tracer: {
      startSpan(name: string, _: unknown, from: unknown) {
        const attributes: Record<string, unknown> = {}
        spans.push({ name, from: from ?? active, attributes })
        return {
          setSpanOnContext: () => name,
          setAttribute: (key: string, value: unknown) => Object.assign(attributes, { [key]: value }),
          setAttributes: (more: object) => Object.assign(attributes, more),
          addEvent: () => {},
          recordException: (error: unknown) => Object.assign(attributes, { error }),
          end: () => {},
        }
      },
    },
    contextManager: {
      with(context: unknown, work: () => unknown) {
        active = context
        return work()
      },
      active: () => active,
      getMetadata: (context: unknown) => String(context),
      fromMetadata: (_: unknown, metadata: string) => `remote ${metadata}`,
    },
  } as unknown as QueueTelemetry
}

it.each([
  ['plan-7200', { 'subnetkit.round': 7_200 }],
  ['score-7200-12', { 'subnetkit.round': 7_200, 'subnetkit.uid': 12 }],
  ['outbox', {}],
  [undefined, {}],
])('%s', (id, attributes) => expect(attributesOfJob(id)).toEqual(attributes))

it.each([
  ['add sn-2/ffb9f6a3-0-5CtEpZs8h2ukjsbs5LMajzuYVsvZFmExxzGue9ztMCQt6v3M-query.query', 'add query'],
  ['process sn-2/ffb9f6a3-0-5CtEpZs8h2ukjsbs5LMajzuYVsvZFmExxzGue9ztMCQt6v3M-rounds', 'process rounds'],
  ['query miner', 'query miner'],
])('the span %s is called %s', (name, short) => expect(shortName(name)).toBe(short))

it('defect: an error was written into a span with the secrets of its message', () => {
  const spans: Recorded[] = []
  const span = withRounds(recording(spans)).tracer.startSpan('process x')
  span.recordException(new TypeError('no answer of redis://u:hunter22@10.0.0.1'), 1)
  expect(spans[0]?.attributes.error).toMatchObject({
    name: 'TypeError',
    message: expect.stringContaining('hidden'),
  })
  expect(JSON.stringify(spans)).not.toContain('hunter22')
})

it('a step that adds the next one passes its span on; spans carry the round and the uid', async () => {
  const spans: Recorded[] = []
  await using queues = await createQueues({ memory: true, telemetry: withRounds(recording(spans)) })
  const queue = { tag: 'sn-2', name: 'steps' }
  const done = new Promise<void>((resolve) => {
    queues.work(queue, async ({ name }) => {
      if (name === 'score') resolve()
      else await queues.add({ queue, name: 'score', id: 'score-40-3', data: {} })
    })
  })
  await queues.add({ queue, name: 'query', id: 'query-40-3', data: {} })
  await done
  const of = (id: string) => spans.filter(({ attributes }) => attributes['bullmq.job.id'] === id)
  for (const id of ['query-40-3', 'score-40-3']) {
    expect(of(id).length).toBeGreaterThan(0)
    for (const { attributes } of of(id)) {
      expect(attributes).toMatchObject({ 'subnetkit.round': 40, 'subnetkit.uid': 3 })
    }
  }
  expect(of('score-40-3').some(({ from }) => String(from).startsWith('remote '))).toBe(true)
})
