import { optionError, parseOptions } from '@subnetkit/base'
import { coreError } from '../../errors.js'
import type { JobWorker, QueueId, Queues } from '../../queue/types.js'
import type { ValidatorRecord } from '../../store/validators.js'
import type { Subnet } from '../../subnet/define-subnet.js'
import { mechanismOf } from '../../subnet/mechanism-of.js'
import type { Protocol } from '../../subnet/synapse.js'
import type { Families } from '../../tasks/task.js'
import { createAnswerSpace } from '../answer-space.js'
import { createBackground } from '../background.js'
import type { WorkerContext } from '../context.js'
import { emitTo } from '../emit.js'
import type { MinerJob } from '../jobs.js'
import { createLastLooks } from '../last-looks.js'
import { closeWorkers, createRole, type Role } from '../lifetime.js'
import type { WorkerOptions } from '../options.js'
import { announcedSettings, workerOptions } from '../parse-options.js'
import { queueNames } from '../queue-names.js'
import { createRoundLooks } from '../round-looks.js'
import { workSteps } from '../run-step.js'
import { createShadowTime } from '../shadow-time.js'
import { watchSigner } from '../signer-watch.js'
import { queryMiner } from '../steps/query.js'
import { scoreMiner } from '../steps/score.js'
import { watchTroubles } from '../troubles.js'

/** Pause between two looks for a coordinator, in ms. */
const waitMs = 2_000

/**
 * Asks miners and scores their answers for a validator, as its coordinator has planned. Knows no chain: the store says
 * what is open. Any number of workers may run on one store and queue, and join or leave at will. `start` waits until a
 * coordinator has announced itself.
 * Throws CONFIG_INVALID for invalid options; `start` throws SUBNET_DIFFERS if the coordinator runs another subnet or
 * version.
 */
export function createWorker<P extends Protocol, F extends Families<P>>(
  subnet: Subnet<P, F>,
  options: WorkerOptions<P>,
): Role {
  const parsed = parseOptions(workerOptions, options, 'createWorker')
  const { onEvent, work, label, concurrency, scoresAtOnce, stopMs, ...filled } = parsed
  const { store, netuid, mechanism, hotkey, clock } = filled
  const stopping = new AbortController()
  const waiting = new AbortController()
  const background = createBackground()
  const emit = emitTo(onEvent, filled)
  const version = String(subnet.version)
  const own = mechanismOf(subnet, mechanism)
  if (work.includes('query') && filled.client === undefined) {
    throw optionError(
      'createWorker client',
      filled.client,
      'a client made by createMinerClient, to ask miners',
    )
  }
  let workers: readonly JobWorker[] = []
  const troubles = watchTroubles({ queues: filled.queues, netuid, emit })

  async function coordinator(): Promise<ValidatorRecord> {
    for (let isFirst = true; ; isFirst = false) {
      const announced = await store.announced()
      if (announced) return announced
      if (isFirst) emit({ kind: 'worker-waiting', netuid, mechanism, hotkey })
      await clock.sleep(waitMs, { signal: waiting.signal })
    }
  }

  async function start(): Promise<void> {
    troubles.begin()
    const announced = await coordinator()
    if (announced.subnet !== subnet.name || announced.version !== version) {
      throw coreError('SUBNET_DIFFERS', {
        ...{ own: `${subnet.name} v${version}`, other: `${announced.subnet} v${announced.version}` },
      })
    }
    const { tasksAtOnce, maxAnswerBytes, scoreLabel, server } = announcedSettings.parse(announced.settings)
    const scope = { ...filled, genesisHash: announced.genesisHash }
    const names = queueNames(scope, scoreLabel)
    const context: WorkerContext = {
      ...filled,
      // The steps pass tasks from the subnet to its own client and rubric and never look at their types.
      subnet: own as unknown as Subnet,
      ...{ version, names, tasksAtOnce, background, emit, troubles, signal: stopping.signal },
      answerSpace: createAnswerSpace({ store, clock, troubles, limit: maxAnswerBytes }),
      shadowTime: createShadowTime(clock),
      signer: watchSigner({ troubles, clock }),
      rounds: createRoundLooks({ store, clock }),
      lastLooks: createLastLooks(),
    }
    const scored = new Map([null, label].map((one) => [one, queueNames(scope, one).score]))
    await followServer(filled.queues, server, [names.query, ...scored.values()])
    workers = [
      ...(work.includes('query')
        ? [workSteps<MinerJob>(context, names.query, concurrency, ({ data }) => queryMiner(context, data))]
        : []),
      ...(work.includes('score')
        ? [...scored.values()].map((queue) =>
            workSteps<MinerJob>(context, queue, scoresAtOnce, ({ data }) => scoreMiner(context, data)),
          )
        : []),
    ]
  }

  return createRole({
    start,
    cancel: () => waiting.abort(coreError('STOPPING', { role: 'worker' })),
    async stop() {
      await closeWorkers(workers, stopping, stopMs)
      troubles.end()
      await background.close()
    },
  })
}

/** Goes to the server that the coordinator's jobs are on. Throws QUEUE_ELSEWHERE. */
async function followServer({ servers }: Queues, server: string | undefined, queues: readonly QueueId[]) {
  if (servers === undefined || server === undefined) return
  const { names } = servers
  if (!names.includes(server)) throw coreError('QUEUE_ELSEWHERE', { server, names: names.join(', ') })
  await servers.move(queues, server)
}
