import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { checked, integer, isSubnetError, optionsOf, parseOptions, reasonOf } from '@subnetkit/base'
import { z } from 'zod'
import type { MinerStanding } from '../agents/agent.js'
import { parametersOf } from '../agents/parameters.js'
import { type Chain, openChain, uidOf } from '../chain/chain.js'
import { register } from '../chain/register.js'
import { runEpoch, step } from '../chain/run-epoch.js'
import { type ChainSettings, parseRules } from '../chain/settings.js'
import type { AnyLab, Lab } from '../define-lab.js'
import { randomOf } from './keys.js'
import { createLedger } from './ledger.js'
import { type MinerSeat, type Population, seat, type ValidatorSeat } from './population.js'
import type { Simulation } from './records.js'
import { createScorers, type Scorers } from './scorer.js'
import { submitWeights } from './submit-weights.js'

/** Options of {@link simulate}. */
export interface SimulateOptions {
  readonly population: Population
  /** @default 50 */
  readonly epochs?: number | undefined
  /** @default 1 */
  readonly seed?: number | undefined
  /** @default what the subnet declares, else the chain's own values */
  readonly chain?: ChainSettings | undefined
  /** Called after each epoch. @default nothing */
  readonly onEpoch?: ((epoch: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
  /** Plays the rounds of validators. @default all in this process */
  readonly scorers?: Scorers | undefined
  /** Kinds of miners whose questions are recorded, by name, for `explain` and stories. @default none */
  readonly record?: readonly string[] | undefined
}

const schema = optionsOf({
  population: checked((value) => value !== undefined, 'a population: { miners, validators }'),
  epochs: integer(1, 100_000).default(50),
  seed: integer().default(1),
  chain: z.unknown().optional(),
  onEpoch: z.custom<SimulateOptions['onEpoch']>().optional(),
  signal: z.custom<AbortSignal>().optional(),
  scorers: z.custom<Scorers>().optional(),
  record: z.array(z.string(), 'a list of names').default([]),
})

const owner = 'owner'

/**
 * Plays a population on one subnet: every epoch each validator runs a round of the subnet's own tasks and rubric, folds it into the
 * subnet's own scoreboard and sets weights, and Yuma consensus pays. The same seed gives the same result to the bit.
 * Throws POPULATION_INVALID for a population that no chain could hold, CONFIG_INVALID for unknown options.
 */
export async function simulate(given: AnyLab, options: SimulateOptions): Promise<Simulation> {
  const { epochs, seed, onEpoch, signal, record } = parseOptions(schema, options, 'simulate')
  const lab = given as unknown as Lab
  const { subnet } = lab
  const rules = parseRules(options.chain, subnet.hyperparameters)
  const seats = seat(options.population, rules.maxUids)
  const chain = openChain(rules, { owner, versionKey: BigInt(subnet.version), block: 1 })
  register(chain, owner, owner)
  for (const { hotkey, stake } of seats.validators) {
    register(chain, hotkey, hotkey)
    chain.stakes.set(hotkey, stake)
  }
  chain.burn = rules.burn
  const ledger = createLedger(seed, seats.validators)
  const agents = new Map(seats.miners.map((one) => [one.hotkey, one]))
  await using own = options.scorers ? null : createScorers(lab)
  const scorers = options.scorers ?? own!
  const simulation = randomUUID()
  const scoring = seats.validators.filter(({ agent }) => agent.scores)
  const memories = seats.validators.map(() => new Map<string, unknown>())
  for (let epoch = 0; epoch < epochs; epoch++) {
    signal?.throwIfAborted()
    for (const one of seats.miners) if (one.joins === epoch) join(chain, one, epoch)
    const number = chain.block
    const asked = chain.neurons.flatMap(({ hotkey, registeredAt }, uid) => {
      const one = agents.get(hotkey)
      const age = epoch - (ledger.current(hotkey)?.joined ?? epoch)
      return one ? [{ hotkey, registeredAt, uid, agent: one.agent, operator: one.operator, age }] : []
    })
    const results = await scorers.play(
      scoring.map(({ hotkey: validator, agent }) => ({
        ...{
          simulation,
          seed,
          validator,
          number,
          record,
          stakeAbove: stakeAbove(chain, seats.validators, validator),
        },
        miners: asked.filter(({ hotkey }) => reaches(validator, agent, hotkey)),
      })),
    )
    ledger.played(results)
    const entriesOf = new Map(scoring.map(({ hotkey }, at) => [hotkey, results[at]!.entries]))
    // Registration counts as an update: the first weights wait as long as later ones.
    const pause = Math.min(rules.tempo - 1, Math.max(1, rules.weightsRateLimit))
    for (let block = 0; block < pause; block++) step(chain)
    for (const [at, one] of seats.validators.entries()) {
      const entries = entriesOf.get(one.hotkey) ?? []
      try {
        const refusal = submitWeights({ chain, lab, epoch, memory: memories[at]! }, one, entries)
        if (refusal !== null) ledger.refused(one.hotkey, refusal)
      } catch (error) {
        // A validator that fails harms its own slot only.
        if (!isSubnetError(error) || error.code !== 'SUBMISSION_INVALID') throw error
        ledger.failed(one.hotkey, error.message)
      }
    }
    const pay = runEpoch(chain)
    ledger.paid(chain, pay)
    reregister(chain, epoch)
    onEpoch?.(epoch)
    // A play in this process never waits, and an interrupt would not be seen.
    await setImmediate()
  }
  return ledger.close(epochs)

  function join(chain: Chain, one: MinerSeat, epoch: number): void {
    const isStart = epoch === 0
    const registration = register(chain, one.hotkey, one.operator)
    // What was there at the start came over time, at the price of a quiet market.
    if (isStart) chain.burn = rules.burn
    if (registration) ledger.joined(one, epoch, registration)
    else ledger.unplaced(one, epoch)
  }

  /** A validator whose `sees` fails reaches nobody. */
  function reaches(validator: string, { sees }: ValidatorSeat['agent'], hotkey: string): boolean {
    try {
      return sees?.(hotkey, validator) ?? true
    } catch (error) {
      ledger.failed(validator, `sees() failed: ${reasonOf(error)}`)
      return false
    }
  }

  /** A miner whose decision fails keeps its hotkey. */
  function givesUp({ hotkey, agent }: MinerSeat, standing: Omit<MinerStanding, 'parameters'>): boolean {
    try {
      const decided: unknown =
        agent.registersAgain?.({ ...standing, parameters: parametersOf(agent) }) ?? false
      if (typeof decided === 'boolean') return decided
      ledger.troubled(hotkey, `registersAgain() returned ${typeof decided}, not a boolean`)
    } catch (error) {
      ledger.troubled(hotkey, `registersAgain() failed: ${reasonOf(error)}`)
    }
    return false
  }

  /** Hotkeys that their agents give up return as fresh ones. */
  function reregister(chain: Chain, epoch: number): void {
    for (const { hotkey, incentive } of [...chain.neurons]) {
      const one = agents.get(hotkey)
      const age = epoch + 1 - (ledger.current(hotkey)?.joined ?? 0)
      const random = randomOf(seed, 'standing', epoch, hotkey)
      if (!one || !givesUp(one, { age, incentive, burn: chain.burn, random })) continue
      const fresh = { ...one, hotkey: nextName(hotkey) }
      if (uidOf(chain, fresh.hotkey) !== undefined) continue
      agents.set(fresh.hotkey, fresh)
      join(chain, fresh, epoch + 1)
    }
  }
}

/** Share of the validators' stake that one of them and all with more have. */
function stakeAbove(
  { stakes }: Chain,
  validators: readonly { readonly hotkey: string }[],
  hotkey: string,
): number {
  const own = stakes.get(hotkey) ?? 0n
  const all = validators.map((one) => ({ ...one, stake: stakes.get(one.hotkey) ?? 0n }))
  const at = validators.findIndex((one) => one.hotkey === hotkey)
  const above = all.filter(({ stake }, place) => stake > own || (stake === own && place <= at))
  const sum = (of: typeof all) => of.reduce((total, { stake }) => total + Number(stake), 0)
  return sum(above) / sum(all)
}

/** Name of the hotkey that follows: `sybil~2` after `sybil`. */
function nextName(hotkey: string): string {
  const [name, count = '1'] = hotkey.split('~')
  return `${name}~${Number(count) + 1}`
}
