import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { bundlePrograms, freePort } from '@subnetkit/base/testing'
import { openDatabase, openStore } from '@subnetkit/core/validator'
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
  readonly blockMs: number
  readonly roundBlocks: number
  readonly healthSeconds: number
  /** Manners of its releases, in their order. @default drawn */
  readonly manners?: readonly Manner[]
  /** True to wait for no quiet rounds before and after. @default false */
  readonly isBrief?: boolean
  readonly say: (line: string) => void
}

export interface Campaign {
  readonly updates: readonly Update[]
  readonly checks: readonly Check[]
}

const sourceOf = (name: string) => fileURLToPath(new URL(`${name}.ts`, import.meta.url))

/** Updates a validator on a devnet at random moments, kills what updates it, and counts what was lost. */
export async function runCampaign(options: CampaignOptions): Promise<Campaign> {
  const { count, seed, badShare, killShare, validatorKillShare, blockMs, roundBlocks, say } = options
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
  const journal = () => readJournal(placesIn(settings.directory).journal)
  const audit = stack.own(createChainAudit(world.netuid, world.validator.address))
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
      command: process.execPath,
      args: [programs.file(sourceOf('supervisor-program')), JSON.stringify(settings)],
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
    await sleep(dice.between(0, isBrief ? 500 : roundMs))
    const drawn: Manner = dice.chance(badShare) ? dice.pick(badManners) : 'good'
    const manner = options.manners?.[at] ?? drawn
    const isBad = manner !== 'good'
    const before = Date.now()
    const version = await publisher.publish(manner)
    let kills = 0
    const isKilled = dice.chance(killShare)
    const isHit = dice.chance(validatorKillShare)
    const trouble = (async () => {
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
    const isOver = ({ current, refused, step }: Journal) => {
      if (step?.target.version === version) since = step.since
      return step === null && (current?.version === version || refused.some((one) => one.version === version))
    }
    const ended = await until(journal, isOver, 4 * roundMs + 2_000 * options.healthSeconds)
    const endedAt = Date.now()
    await trouble
    const isRight = (ended.current?.version === version) === !isBad
    const update = {
      version,
      manner,
      kills,
      tookMs: Date.now() - before,
      rollBackMs: isBad && since !== null ? endedAt - since : null,
      isRight,
    }
    updates.push(update)
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
  return { updates, checks: await checkCampaign({ world, audit, store, updates, roundBlocks }) }
}

/** Ends a supervisor in its own time, and with it its validator. */
async function stop(child: Child | null): Promise<void> {
  if (child === null) return
  process.kill(child.pid, 'SIGTERM')
  await child.ended
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
