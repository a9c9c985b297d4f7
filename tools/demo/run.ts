import { once } from 'node:events'
import { connectChain, watchMetagraph } from '@subnetkit/core/chain'
import { createQueues, openDatabase, type ValidatorEvent } from '@subnetkit/core/validator'
import { createDevnet } from '@subnetkit/devnet'
import { type Actor, createActors } from './actors.js'
import { auditRounds } from './audit.js'
import { blockTimeMs, jumpOverEpoch, jumpToMultiple } from './clock.js'
import { collectResult } from './collect.js'
import { buildEconomy } from './economy.js'
import { publishAxons, startMiners } from './miners.js'
import type { DemoOptions } from './options.js'
import type { Progress } from './progress.js'
import type { DemoResult } from './result.js'
import { demoSubnet } from './subnet.js'
import { type RunningValidator, roundBlocks, startValidator } from './validators.js'

/** Longest that a round may take on a slow machine, in ms. */
const roundDeadlineMs = 60_000

/** Runs everything, reports the result, and takes everything down again (after Ctrl-C with `--keep`). */
export async function runDemo(
  options: DemoOptions,
  progress: Progress,
  interrupted: AbortSignal,
  report: (result: DemoResult) => void,
): Promise<void> {
  const { rounds, seed, keep } = options
  const actors = createActors(seed)
  await using devnet = await createDevnet({ seed, port: 0, blockTime: blockTimeMs, allowLoopbackAxons: true })
  const endpoint = devnet.url as string
  await using client = await progress.step('chain', `a chain listens at ${endpoint}`, () =>
    connectChain({ endpoint }),
  )
  const netuid = await buildEconomy(client, actors, demoSubnet.hyperparameters, progress)
  using metagraph = watchMetagraph(client, netuid)
  await using miners = await progress.step(
    'miners',
    'seven miners start and publish their axons',
    async () => {
      const running = await startMiners(demoSubnet, netuid, actors, metagraph)
      await publishAxons(client, netuid, actors, running.ports)
      return running
    },
  )
  await using database = await progress.step(
    'database',
    'embedded PostgreSQL is up (queues and stores)',
    () => openDatabase(),
  )
  await using queues = await createQueues({ database })
  jumpOverEpoch(devnet, netuid)
  jumpToMultiple(devnet, roundBlocks)
  await metagraph.refresh()
  progress.note(`block ${devnet.head.number}: the first epoch gave the validators their permits`)

  const onEvent = ({ name }: Actor, event: ValidatorEvent) => {
    const text = describeEvent(event)
    if (text !== null) progress.note(`${name} ${text}`)
  }
  const setting = { endpoint, netuid, seed, database, queues, onEvent }
  await using validators = owned(
    await Promise.all(actors.validators.map((actor) => startValidator(actor, setting))),
  )
  for (let done = 0; done < rounds; done++) {
    interrupted.throwIfAborted()
    if (done > 0) jumpToMultiple(devnet, roundBlocks)
    const round = Math.floor(devnet.head.number / roundBlocks)
    await progress.step('rounds', `block ${devnet.head.number}: round ${round} is over`, () =>
      finishRound(validators.list, round, interrupted),
    )
  }
  // The jump passes many rounds: whoever is not to stay stops before it.
  if (!keep) await validators[Symbol.asyncDispose]()
  const epochs = jumpOverEpoch(devnet, netuid)
  progress.note(`block ${devnet.head.number}: epoch ${epochs} paid for the weights`)

  const audited = await Promise.all(
    validators.list.map((validator) => auditRounds(client, netuid, validator)),
  )
  const tasks = audited.reduce((sum, count) => sum + count, 0)
  progress.note(`audit: ${tasks} tasks drawn again from the secrets that the chain shows, all as asked`)
  const outcome = await collectResult(client, netuid, actors, validators.list)
  const chain = { blocks: devnet.head.number, epochs, netuid }
  report({ seed, ...outcome, chain, timings: progress.timings() })
  if (!keep) return
  progress.note(`still running until Ctrl-C: chain ${endpoint}, netuid ${netuid}`)
  for (const [name, port] of Object.entries(miners.ports)) progress.note(`  ${name} http://127.0.0.1:${port}`)
  if (!interrupted.aborted) await once(interrupted, 'abort')
}

/** Waits until every validator has folded the round and set its weights. */
async function finishRound(
  validators: readonly RunningValidator[],
  round: number,
  interrupted: AbortSignal,
): Promise<void> {
  const late = AbortSignal.any([interrupted, AbortSignal.timeout(roundDeadlineMs)])
  const ended = new Promise<never>((_, reject) => {
    late.addEventListener('abort', () =>
      reject(interrupted.aborted ? interrupted.reason : new Error(`round ${round} took too long`)),
    )
  })
  const work = validators.map((validator) =>
    Promise.all([validator.folded(round), validator.weighted(round)]),
  )
  await Promise.race([Promise.all(work), ended])
}

/** One line for what a person wants to see go by; null for the rest. */
function describeEvent(event: ValidatorEvent): string | null {
  switch (event.kind) {
    case 'round-planned':
      return `asks ${event.miners} miners in round ${event.round}`
    case 'weights-set':
      return `set weights at block ${event.block} for uids ${event.uids.join(', ')}`
    case 'round-skipped':
    case 'weights-refused':
    case 'trouble':
      return `${event.kind}: ${event.reason}`
    case 'step-failed':
      return `${event.step} failed${event.final ? '' : ', tries again'}: ${event.reason}`
    default:
      return null
  }
}

/** Several resources that end together. */
function owned<T extends AsyncDisposable>(
  list: readonly T[],
): { readonly list: readonly T[] } & AsyncDisposable {
  return {
    list,
    async [Symbol.asyncDispose]() {
      await Promise.all(list.map((resource) => resource[Symbol.asyncDispose]()))
    },
  }
}
