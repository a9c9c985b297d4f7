import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { bundlePrograms, freePort } from '@subnetkit/base/testing'
import { connectChain } from '@subnetkit/chain'
import { createLeasePort, openDatabase, openStore } from '@subnetkit/core/validator'
import { createKeypair } from '@subnetkit/wallet'
import { createResources } from '../../packages/subnetkit/src/neuron/resources.js'
import { placesIn } from '../../packages/subnetkit/src/update/releases/folder.js'
import { type Journal, readJournal } from '../../packages/subnetkit/src/update/releases/journal.js'
import { createChainAudit } from '../chaos/chain-audit.js'
import { type Child, startChild } from '../chaos/child.js'
import { createDice } from '../chaos/random.js'
import { createWorld } from '../chaos/world.js'
import { type Check, checkCampaign } from './checks.js'
import { badManners, type Manner } from './manner.js'
import { forceAt, moments } from './moments.js'
import { createPublisher } from './releases.js'
import type { SupervisorSettings } from './supervisor-program.js'
import type { Update } from './update.js'
import type { ValidatorSettings } from './validator-program.js'

export interface CampaignOptions {
  /** Updates. */
  readonly count: number
  readonly seed: number
  /** Share of releases that are bad builds. */
  readonly badShare: number
  /** Share of updates in which the supervisor is killed, at a random time. */
  readonly killShare: number
  /** Share of updates in which the new validator is killed. */
  readonly validatorKillShare: number
  /** Share of updates that are forced at the worst moments instead of waiting for a window. */
  readonly forcedShare: number
  readonly blockMs: number
  readonly roundBlocks: number
  readonly healthSeconds: number
  /** Manners of its releases, in their order. @default drawn */
  readonly manners?: readonly Manner[]
  /** True to wait for no quiet rounds before and after. @default false */
  readonly isBrief?: boolean
  /** True to hide weights (commit-reveal) in the second half. @default false */
  readonly isHidden?: boolean
  readonly say: (line: string) => void
}

export interface Campaign {
  readonly updates: readonly Update[]
  readonly checks: readonly Check[]
}

const sourceOf = (name: string) => fileURLToPath(new URL(`${name}.ts`, import.meta.url))

/** Updates a validator on a devnet at random moments, kills what updates it, and counts what was lost. */
export async function runCampaign(options: CampaignOptions): Promise<Campaign> {
  const { count, seed, badShare, killShare, validatorKillShare, forcedShare, blockMs, roundBlocks, say } =
    options
  const dice = createDice(seed)
  const home = await mkdtemp(join(tmpdir(), 'subnet-updates-'))
  await using stack = createResources()
  stack.defer(() => rm(home, { recursive: true, force: true, maxRetries: 5 }))
  const world = stack.own(
    await createWorld({ directory: home, seed, miners: ['exact', 'near', 'moody', 'slow'] }),
  )
  const names = ['validator-program', 'supervisor-program']
  const programs = stack.own(await bundlePrograms(names.map(sourceOf)))
  const owner = createKeypair('//owner')
  for (const name of ['channel', 'releases']) await mkdir(join(home, name))
  const publisher = createPublisher({
    ...{ folder: join(home, 'channel'), program: programs.file(sourceOf('validator-program')), key: owner },
  })
  const validator: ValidatorSettings = {
    ...{ netuid: world.netuid, uri: '//validator-1', network: `ws://127.0.0.1:${world.chainPort}` },
    ...{ directory: join(home, 'store'), roundBlocks, weightsEveryBlocks: Math.floor(roundBlocks / 2) },
  }
  const settings: SupervisorSettings = {
    ...{ directory: join(home, 'releases'), channel: publisher.url, key: owner.address },
    ...{
      port: await freePort(),
      network: validator.network,
      restartSeconds: 3,
      healthSeconds: options.healthSeconds,
    },
  }
  const places = placesIn(settings.directory)
  const healthUrl = `http://127.0.0.1:${settings.port}`
  const journal = () => readJournal(places.journal)
  const audit = stack.own(createChainAudit(world.netuid, world.validator.address))
  const client = stack.own(await connectChain({ provider: world.devnet.provider.clone() }))
  const place = { netuid: world.netuid, hotkey: world.validator.address, mechanism: 0 }
  const holders: (string | null)[] = []
  let isMining = true
  const mining = (async () => {
    while (isMining) {
      await sleep(blockMs)
      world.devnet.mine()
      await audit.read(world.devnet)
    }
  })()
  stack.defer(async () => {
    isMining = false
    await mining
  })
  const seen: { supervisor: Child | null } = { supervisor: null }

  function start(): void {
    seen.supervisor = startChild({
      // What the validator logs is of interest, too.
      command: 'sh',
      args: [
        '-c',
        'exec "$0" "$@" 2>&1',
        process.execPath,
        programs.file(sourceOf('supervisor-program')),
        JSON.stringify(settings),
      ],
      env: { UPDATES_VALIDATOR: JSON.stringify(validator) },
      isReady: (line) => line.includes('"ready"'),
      onLine(line) {
        if (process.env.UPDATES_VERBOSE) say(line)
      },
    })
  }
  stack.defer(async () => {
    const { run } = await journal()
    await seen.supervisor?.kill()
    killQuietly(run?.identity?.pid)
  })

  await publisher.publish('good')
  start()
  await until(journal, ({ current, step }) => current !== null && step === null, 120_000)
  const roundMs = blockMs * roundBlocks
  const isBrief = options.isBrief === true
  if (!isBrief) await sleep(roundMs)
  const updates: Update[] = []
  for (let at = 0; at < count; at++) {
    if (options.isHidden && at === Math.floor(count / 2)) world.hideWeights()
    const moment = dice.chance(forcedShare) ? dice.pick(moments) : null
    // A forced one is installed by the time of its moment, which comes soon after a round begins.
    if (moment === null) await sleep(dice.between(0, isBrief ? 500 : roundMs))
    else await untilEnd(() => world.devnet.head.number, roundBlocks, Math.ceil(3_000 / blockMs))
    const drawn: Manner = dice.chance(badShare) ? dice.pick(badManners) : 'good'
    const manner = options.manners?.[at] ?? drawn
    const isBad = manner !== 'good'
    const before = Date.now()
    const published = world.devnet.head.number
    const version = await publisher.publish(manner)
    let kills = 0
    let isForced = false
    const isKilled = dice.chance(killShare)
    const isHit = dice.chance(validatorKillShare)
    const trouble = (async () => {
      isForced = moment !== null && (await forceAt(moment, { healthUrl, request: places.request }, roundMs))
      if (moment !== null && !isForced) say(`the moment ${moment} did not come`)
      if (isKilled) {
        await until(journal, ({ step }) => step?.target.version === version, 2 * roundMs + 60_000)
        await sleep(dice.between(0, 4_000))
        kills++
        await seen.supervisor?.kill()
        await sleep(dice.between(0, 1_500))
        start()
      }
      if (isHit) {
        await until(journal, ({ step }) => step?.kind === 'switched' || step === null, 2 * roundMs + 60_000)
        killQuietly((await journal()).run?.identity?.pid)
      }
    })()
    // From the journal, which outlives a supervisor that is killed.
    let since: number | null = null
    let drained: number | null = null
    const isOver = ({ current, refused, step }: Journal) => {
      if (step?.target.version === version) {
        since = step.since
        drained ??= world.devnet.head.number
      }
      return step === null && (current?.version === version || refused.some((one) => one.version === version))
    }
    const ended = await until(journal, isOver, 4 * roundMs + 2_000 * options.healthSeconds)
    const [endedAt, endedBlock] = [Date.now(), world.devnet.head.number]
    await trouble
    const isRight = (ended.current?.version === version) === !isBad
    const update = {
      version,
      manner,
      moment: isForced ? moment : null,
      kills,
      tookMs: Date.now() - before,
      rollBackMs: isBad && since !== null ? endedAt - since : null,
      isRight,
      blocks: { published, drained, ended: endedBlock },
    }
    updates.push(update)
    holders.push((await createLeasePort(client, place).final()).lease?.holder ?? null)
    say(`${at + 1}/${count} ${JSON.stringify(update)}`)
  }
  if (!isBrief) await sleep(2 * roundMs)
  const { run } = await journal()
  await stop(seen.supervisor)
  killQuietly(run?.identity?.pid)
  await using database = await openDatabase({ directory: validator.directory })
  const store = await openStore({
    ...{ database, netuid: world.netuid, validator: world.validator.address },
    genesisHash: await world.devnet.provider.send<string>('chain_getBlockHash', [0]),
    keepRounds: 10_000,
  })
  return { updates, checks: await checkCampaign({ world, audit, store, updates, holders, ...validator }) }
}

/** Ends a supervisor in its own time, and with it its validator. */
async function stop(child: Child | null): Promise<void> {
  if (child === null) return
  process.kill(child.pid, 'SIGTERM')
  await child.ended
}

/** Waits for the last blocks of a round, in which no update begins. */
async function untilEnd(head: () => number, roundBlocks: number, blocks: number): Promise<void> {
  while (roundBlocks - (head() % roundBlocks) > blocks) await sleep(20)
}

function killQuietly(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}

async function until(
  read: () => Promise<Journal>,
  isReached: (journal: Journal) => boolean,
  withinMs: number,
): Promise<Journal> {
  const end = Date.now() + withinMs
  for (;;) {
    const journal = await read()
    if (isReached(journal)) return journal
    if (Date.now() > end) throw new Error(`not reached within ${withinMs} ms: ${JSON.stringify(journal)}`)
    await sleep(50)
  }
}
