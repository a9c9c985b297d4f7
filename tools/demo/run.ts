import { once } from 'node:events'
import { connectChain } from '@subnetkit/chain'
import { createDevnet } from '@subnetkit/devnet'
import type { LogRecord, ValidatorEvent } from 'subnetkit'
import { createQueues, openDatabase } from 'subnetkit/validator'
import { type Actor, createActors } from './actors.js'
import { auditRounds } from './audit.js'
import { loadCast } from './cast.js'
import { blockTimeMs, jumpOverEpoch, jumpToMultiple } from './clock.js'
import { collectResult } from './collect.js'
import { buildEconomy } from './economy.js'
import { callLines } from './gateway/call-lines.js'
import { compareModes } from './gateway/compare-modes.js'
import { type DemoGateway, startDemoGateway } from './gateway/start-gateway.js'
import { startMiners } from './miners.js'
import type { DemoOptions } from './options.js'
import { buildDashboardPages } from './pages.js'
import type { Progress } from './progress.js'
import type { DemoResult } from './result.js'
import { openFolder } from './temporary-folder.js'
import { forDemo, type RunningValidator, startValidators } from './validators.js'

/** Longest that a round may take on a slow machine, in ms. */
const roundDeadlineMs = 300_000

/** Runs everything, reports the result, and takes everything down again (after Ctrl-C with `--keep`). */
export async function runDemo(
  options: DemoOptions,
  progress: Progress,
  interrupted: AbortSignal,
  report: (result: DemoResult) => void,
): Promise<void> {
  const { seed, keep } = options
  const cast = await loadCast(options.subnet)
  const rounds = options.rounds ?? cast.rounds
  if (options.dashboard !== null) {
    await progress.step('pages', 'the pages of the dashboard are built', () =>
      buildDashboardPages(interrupted),
    )
  }
  await using folder = await openFolder()
  await using devnet = await createDevnet({ seed, port: 0, blockTime: blockTimeMs, allowLoopbackAxons: true })
  const endpoint = devnet.url as string
  await using client = await progress.step('chain', `a chain listens at ${endpoint}`, () =>
    connectChain({ endpoint }),
  )
  const played = await cast.open({
    ...{ rounds, seed, progress, folder: folder.path },
    specialists: options.modes,
  })
  const { roundBlocks, paysFrom = 0, beforeRound = async () => {} } = played
  const names = Object.keys(played.miners)
  const actors = createActors(seed, names)
  const netuid = await buildEconomy(client, actors, forDemo(played.subnet).hyperparameters, progress)
  await using miners = await progress.step(
    'miners',
    `${names.length} miners start and publish their axons`,
    () => startMiners(played, client, netuid, actors, folder.path),
  )
  await using database = await progress.step(
    'database',
    'embedded PostgreSQL is up (queues and stores)',
    () => openDatabase({ memory: true }),
  )
  await using jobs = await createQueues({ database })
  jumpOverEpoch(devnet, netuid)
  jumpToMultiple(devnet, roundBlocks)
  progress.note(`block ${devnet.head.number}: the first epoch gave the validators their permits`)

  const onEvent = ({ name }: Actor, event: ValidatorEvent) => {
    const text = describeEvent(event)
    if (text !== null) progress.note(`${name} ${text}`)
  }
  const onLog = ({ name }: Actor, { source, event, message }: LogRecord) => {
    if (source === 'chain' || event === 'dashboard-build') progress.note(`${name} ${message}`)
  }
  const shared = { network: endpoint, roundBlocks, netuid, seed, database, jobs, onEvent, onLog }
  await beforeRound(0)
  await using validators = await progress.step('validators', 'two validators start', () =>
    startValidators(actors.validators, played, folder.path, { ...shared, dashboard: options.dashboard }),
  )
  const { dashboard } = validators
  if (dashboard !== null) progress.note(`the dashboard of the first validator is at ${dashboard.url}`)
  await using gateway: DemoGateway | null = options.gateway
    ? await progress.step(
        'gateway',
        ({ url }) => `a gateway asks the miners for anyone who has a key, at ${url}/v1`,
        () => {
          const { hotkey } = actors.validators[0]!
          const { subnet, store: scores } = validators.list[0]!
          return startDemoGateway(subnet, { network: endpoint, netuid, hotkey, database, scores })
        },
      )
    : null
  // Here already: the rounds take longer than the gateway.
  if (keep && gateway !== null)
    progress.note(['ask the subnet, in another terminal:', ...callLines(gateway)].join('\n'))
  for (let done = 0; done < rounds; done++) {
    if (done > 0) {
      await beforeRound(done)
      jumpToMultiple(devnet, roundBlocks)
    }
    const round = devnet.head.number - (devnet.head.number % roundBlocks)
    const over = () => `block ${devnet.head.number}: round ${round} is over`
    await progress.step('rounds', over, () => finishRound(validators.list, round, done >= paysFrom))
  }
  // The jump passes many rounds: validators that leave stop before it.
  if (!keep) await validators[Symbol.asyncDispose]()
  const epochs = jumpOverEpoch(devnet, netuid)
  progress.note(`block ${devnet.head.number}: epoch ${epochs} paid for the weights`)

  const audited = await Promise.all(
    validators.list.map((validator) => auditRounds(client, netuid, validator)),
  )
  const tasks = audited.reduce((sum, count) => sum + count, 0)
  progress.note(
    tasks > 0
      ? `audit: ${tasks} tasks drawn again from the secrets that the chain shows, all as asked`
      : 'audit: nothing to check yet, for the secret of a round is revealed two rounds later',
  )
  const modes =
    (options.modes || null) &&
    gateway &&
    (await progress.step(
      'table',
      (rows) => `fresh tasks were put to the gateway and to single miners: ${rows.length} rows`,
      () =>
        compareModes({
          ...{ reach: gateway, seed, netuid, subnet: validators.list[0]!.subnet },
          hotkey: actors.validators[0]!.hotkey,
          miners: actors.miners
            .filter(({ name }) => played.miners[name]!.role !== 'broken')
            .map(({ name, hotkey }) => ({ name, hotkey: hotkey.address, port: miners.ports[name]! })),
        }),
    ))
  const outcome = await collectResult(client, netuid, actors, played.miners, validators.list)
  const chain = { blocks: devnet.head.number, epochs, netuid }
  if (keep) {
    progress.note(`chain ${endpoint}, netuid ${netuid}`)
    if (dashboard !== null) progress.note(`dashboard ${dashboard.url}`)
    for (const [name, port] of Object.entries(miners.ports))
      progress.note(`  ${name} http://127.0.0.1:${port}`)
  }
  const reach = keep && gateway !== null ? { url: gateway.url, model: gateway.model, key: gateway.key } : null
  report({
    ...{ subnet: options.subnet, seed, ...outcome, chain, gateway: reach, modes },
    timings: progress.timings(),
  })
  if (!keep) return
  progress.note('still running until Ctrl-C')
  if (!interrupted.aborted) await once(interrupted, 'abort')
}

/** Waits until every validator has folded the round, and has set its weights if it pays. */
async function finishRound(
  validators: readonly RunningValidator[],
  round: number,
  pays: boolean,
): Promise<void> {
  const work = validators.flatMap((validator) => [
    validator.folded(round),
    ...(pays ? [validator.weighted(round)] : []),
  ])
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`round ${round} took too long`)), roundDeadlineMs)
  })
  await Promise.race([Promise.all(work), late]).finally(() => clearTimeout(timer))
}

/** One line for events that a user wants to see; null for the rest. */
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
