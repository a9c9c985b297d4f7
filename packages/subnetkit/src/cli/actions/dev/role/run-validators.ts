import { createHmac } from 'node:crypto'
import { connectChain } from '@subnetkit/chain'
import { mechanismOf, mechanismsOf, type Subnet } from '@subnetkit/core'
import {
  createQueues,
  type Database,
  openDatabase,
  openStore,
  type ValidatorEvent,
} from '@subnetkit/core/validator'
import type { TypedAddress } from '@subnetkit/dashboard/options'
import { createLog } from '../../../../log/log.js'
import { openHotkey } from '../../../../neuron/hotkey.js'
import type { Resources } from '../../../../neuron/resources.js'
import { runValidator } from '../../../../validator/run-validator.js'
import type { LoadedSubnet } from '../../../module/load-subnet.js'
import { isPortTaken } from '../../../run/is-port-taken.js'
import { rescoreEdits } from '../edit/rescore-edit.js'
import { hotkeyOptions } from './hotkey-options.js'
import type { FromRole, ToRole } from './messages.js'

type RunMessage = Extract<ToRole, { kind: 'run-validators' }>

interface ValidatorParts {
  readonly subnet: LoadedSubnet
  readonly message: RunMessage
  readonly opening: Promise<Database>
  readonly resources: Resources
  /** Resolves when the miners serve. */
  readonly begun: Promise<void>
  readonly send: (message: FromRole) => void
}

/** Longest that closing waits for running steps, in ms: their work is repeated by the next process. */
const stopMs = 500
/** As elsewhere. */
const leastTasksAtOnce = 4

/** Runs the validators on one connection to the chain and one database, which another process goes on with later. */
export async function runValidators(parts: ValidatorParts): Promise<void> {
  const { subnet, message, opening, resources, begun, send } = parts
  const { network, netuid, validators, roundBlocks, tasksAtOnce, weightsEveryBlocks, seed, closing } = message
  const [chain, database] = await Promise.all([connectChain({ network }), opening])
  resources.own(chain)
  const queues = resources.own(await createQueues({ database }))
  const { genesisHash } = chain.status()
  await begun
  const addresses: string[] = []
  const defined = mechanismsOf(subnet).slice(0, message.mechanisms)
  for (const [index, given] of validators.entries()) {
    const { address, keypair } = await openHotkey('subnet dev', hotkeyOptions(given), {
      ...{ requests: true, log: createLog('validator', 'warn'), resources },
    })
    // Each by itself, so that its reports carry its own name.
    for (const mechanism of defined) {
      if (closing !== null)
        await closeOpenRounds(database, { genesisHash, netuid, mechanism, validator: address }, closing)
      const report = (event: ValidatorEvent) => {
        if (shown.has(event.kind)) send({ kind: 'event', validator: address, mechanism, event })
        if (event.kind === 'round-folded') void sendScores(event.round).catch(() => {}) // the next round sends them again
      }
      const isShown = message.dashboard !== null && index === 0 && mechanism === defined[0]
      const running = await onUsualPort(isShown ? message.dashboard : null, (dashboard) =>
        runValidator(subnet, {
          dashboard: dashboard && { ...dashboard, gatewayPort: message.gatewayPort },
          ...{ chain, netuid, mechanism, hotkey: keypair ?? undefined },
          ...{ database, jobs: queues, roundBlocks, weightsEveryBlocks, stopMs },
          tasksAtOnce: tasksAtOnce ?? allTasks(subnet, mechanism),
          ...{ signals: false, health: false },
          secretSource: seed === undefined ? undefined : seededSecret(seed, `${address}${mechanism || ''}`),
          onEvent: report,
          // Its events are shown.
          log: false,
        }),
      )
      if (running.dashboard !== null) {
        // Functions are no messages.
        const { port, url } = running.dashboard
        send({ kind: 'dashboard', port, url })
      }
      resources.own(running)
      const { rubric } = mechanismOf(subnet, mechanism) as unknown as Pick<Subnet, 'rubric'>
      const sendScores = async (round: number) => {
        if (rubric.roundCriteria.length > 0) {
          const receipts = await running.store.bareReceipts(round)
          send({ kind: 'compared', validator: address, mechanism, round, receipts })
        }
        const scores = await running.store.scores()
        send({
          ...{ kind: 'scores', validator: address, mechanism },
          scores: scores.map(({ hotkey, score, rounds }) => ({ hotkey, score, rounds })),
        })
      }
    }
    send({ kind: 'validator-runs', index, hotkey: address })
    addresses.push(address)
  }
  const { former } = message
  const [validator] = addresses
  if (former === null || validator === undefined) return
  const edited = { subnet, mechanisms: defined, database, former, place: { genesisHash, netuid, validator } }
  // Once it is reported that everything runs.
  setImmediate(
    () => void rescoreEdits(edited, (mechanism, result) => send({ kind: 'edit', mechanism, result })),
  )
}

/** Starts a validator with a dashboard; at a free port, if no port is named and the usual one is taken. */
async function onUsualPort<T>(
  address: TypedAddress | null,
  start: (address: TypedAddress | undefined) => Promise<T>,
): Promise<T> {
  if (address === null) return start(undefined)
  if (address.port !== undefined) return start(address)
  return start(address).catch((error: unknown) => {
    if (!isPortTaken(error)) throw error
    return start({ ...address, port: 0 })
  })
}

/** Tasks of one miner in a round, on average: rounds of the devnet are as short as if all of them were asked at once. */
function allTasks(subnet: LoadedSubnet, mechanism: number): number {
  const { tasks } = mechanismOf(subnet, mechanism) as unknown as Pick<Subnet, 'tasks'>
  const sum = Object.values(tasks.families).reduce((all, { tasksPerMiner = 1 }) => all + tasksPerMiner, 0)
  return Math.max(leastTasksAtOnce, Math.ceil(sum))
}

/** Events that the table is made from, or that a user has to know. */
const shown: ReadonlySet<ValidatorEvent['kind']> = new Set<ValidatorEvent['kind']>([
  ...(['round-planned', 'task-done', 'round-folded', 'round-skipped', 'round-closed'] as const),
  ...([
    'weights-set',
    'weights-committed',
    'weights-revealed',
    'weights-refused',
    'weights-not-due',
  ] as const),
  ...(['step-failed', 'trouble', 'trouble-over', 'idle', 'idle-over'] as const),
])

/** Ends the rounds of a former process: their tasks may be drawn and scored in another way now. No score changes. */
async function closeOpenRounds(
  database: Database,
  place: {
    readonly genesisHash: string
    readonly netuid: number
    readonly mechanism: number
    readonly validator: string
  },
  reason: string,
): Promise<void> {
  const store = await openStore({ database, ...place })
  for (const { number, state } of await store.openRounds()) {
    if (state === 'planned') await store.closeQueries(number, reason)
  }
}

/** Secrets that are the same in each run, so that the same questions are asked. */
const seededSecret = (seed: number, hotkey: string) => (round: number) =>
  createHmac('sha256', `subnet dev ${seed}`).update(`${hotkey} ${round}`).digest()

/** Opens the database of the validators, which closes last. */
export async function openOwnDatabase(directory: string, resources: Resources): Promise<Database> {
  return resources.own(await openDatabase({ directory }))
}

/** Loads what a validator needs. */
export async function warmUp(): Promise<void> {
  await import('../../../../validator/start-validator.js')
}
