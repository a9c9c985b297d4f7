import { checked, integer, optionsOf, parseOptions, positive } from '@subnetkit/base'
import { z } from 'zod'
import type { AnyAgent, MinerAgent } from '../agents/agent.js'
import { labError } from '../errors.js'
import type { ValidatorAgent } from '../validators/validator-agent.js'

/** Miners of one kind. */
export interface MinerGroup {
  readonly agent: AnyAgent
  /** Operators, each with the hotkeys of the agent. @default 1 */
  readonly operators?: number | undefined
  /** Epoch in which they register; 0 is the start. @default 0 */
  readonly joins?: number | undefined
  /** Epochs between one operator's registration and the next one's. @default 0: all at once */
  readonly joinsEvery?: number | undefined
}

/** Validators of one kind. */
export interface ValidatorGroup {
  readonly agent: ValidatorAgent
  /** @default 1 */
  readonly count?: number | undefined
  /** Alpha behind each at the start. @default 1000 */
  readonly stake?: number | undefined
}

/** Neurons of a simulation. */
export interface Population {
  readonly miners: readonly MinerGroup[]
  readonly validators: readonly ValidatorGroup[]
}

/** One hotkey that a miner group brings. */
export interface MinerSeat {
  readonly hotkey: string
  readonly operator: string
  readonly agent: MinerAgent
  readonly joins: number
}

/** One validator. */
export interface ValidatorSeat {
  readonly hotkey: string
  readonly agent: ValidatorAgent
  /** In rao of alpha. */
  readonly stake: bigint
}

/** Alpha that a subnet issues, ever. */
const mostAlpha = 21_000_000n
/** Hotkeys of miners that a simulation takes, latecomers included. */
const mostMiners = 65_536

const minerAgent = checked<MinerAgent>(isMinerAgent, 'an agent, as defineAgent() makes it')
const validatorAgent = checked<ValidatorAgent>(isValidatorAgent, 'a validator, as defineValidator() makes it')
const schema = optionsOf({
  miners: z.array(
    optionsOf({
      ...{ agent: minerAgent, operators: integer(1, 4_096).default(1) },
      ...{ joins: integer().default(0), joinsEvery: integer().default(0) },
    }),
    'a list of groups',
  ),
  validators: z.array(
    optionsOf({
      agent: validatorAgent,
      count: integer(1, 4_096).default(1),
      stake: positive().max(Number(mostAlpha), { error: 'at most 21 million alpha' }).default(1_000),
    }),
    'a list of groups',
  ),
})

/**
 * Seats a population. Throws POPULATION_INVALID for one that no chain could hold: no validator, no miner, a name twice, a stake that is
 * nothing or more than all alpha, or more neurons than places.
 */
export function seat(population: Population, maxUids: number) {
  const { miners, validators } = parseOptions(
    schema,
    population,
    'population',
  ) as unknown as Required<Population>
  const invalid = (detail: string, fix: string) => labError('POPULATION_INVALID', { detail, fix })
  if (validators.length === 0) throw invalid('it has no validator', 'Add a group of validators.')
  if (miners.length === 0) throw invalid('it has no miner', 'Add a group of miners.')
  const names = [...miners, ...validators].map((group) => group.agent.name)
  const twice = firstTwice(names)
  if (twice !== undefined) {
    throw invalid(
      `two groups are named ${twice}`,
      'Give each agent a name of its own, or raise the count of one.',
    )
  }
  // Before any seat is made: millions of them would take the memory.
  const places = miners.reduce((sum, { agent, operators = 1 }) => sum + agent.hotkeys * operators, 0)
  if (places > mostMiners) {
    throw invalid(`it has ${places} hotkeys of miners`, `Play ${mostMiners} hotkeys of miners at most.`)
  }
  const seats = {
    miners: miners.flatMap(({ agent, operators = 1, joins = 0, joinsEvery = 0 }) =>
      Array.from({ length: operators }, (_, operator) =>
        Array.from({ length: agent.hotkeys }, (_, hotkey): MinerSeat => {
          const name = operators === 1 ? agent.name : `${agent.name}-${operator + 1}`
          return {
            hotkey: agent.hotkeys === 1 ? name : `${name}.${hotkey + 1}`,
            operator: name,
            agent: agent as MinerAgent,
            joins: joins + operator * joinsEvery,
          }
        }),
      ).flat(),
    ),
    validators: validators.flatMap(({ agent, count = 1, stake = 1_000 }) =>
      Array.from({ length: count }, (_, at): ValidatorSeat => {
        const hotkey = count === 1 ? agent.name : `${agent.name}-${at + 1}`
        return { hotkey, agent, stake: BigInt(Math.round(stake * 1e9)) }
      }),
    ),
  }
  checkStakes(seats.validators)
  const hotkeys = [
    'owner',
    ...seats.miners.map(({ hotkey }) => hotkey),
    ...seats.validators.map(({ hotkey }) => hotkey),
  ]
  const shared = firstTwice(hotkeys)
  if (shared !== undefined) {
    throw invalid(
      `two neurons are named ${shared}${shared === 'owner' ? ', as the owner of the subnet is' : ''}`,
      'Give the agent another name: groups number their neurons, so that two of "miner" are miner-1 and miner-2.',
    )
  }
  const early = seats.miners.filter(({ joins }) => joins === 0).length + seats.validators.length + 1
  if (early > maxUids) {
    throw invalid(
      `it has ${early} neurons with the owner, and the subnet ${maxUids} places`,
      'Play fewer neurons, or raise maxUids.',
    )
  }
  return seats
}

/** Every validator has a rao, and all together no more than a subnet ever issues. */
function checkStakes(validators: readonly ValidatorSeat[]): void {
  const empty = validators.find(({ stake }) => stake === 0n)
  if (empty !== undefined) {
    throw labError('POPULATION_INVALID', {
      detail: `validator ${empty.hotkey} has a stake of less than one rao`,
      fix: 'Give each validator a stake of at least 0.000000001 alpha.',
    })
  }
  const total = validators.reduce((sum, { stake }) => sum + stake, 0n)
  if (total > mostAlpha * 10n ** 9n) {
    throw labError('POPULATION_INVALID', {
      detail: `its validators have ${total / 10n ** 9n} alpha`,
      fix: `Give them ${mostAlpha} alpha at most: a subnet never issues more.`,
    })
  }
}

function firstTwice(names: readonly string[]): string | undefined {
  const seen = new Set<string>()
  return names.find((name) => seen.size === seen.add(name).size)
}

/** True for what {@link defineAgent} makes, by hand or not. */
function isMinerAgent(value: unknown): boolean {
  const { name, intent, about, hotkeys, answer } = Object(value) as Record<string, unknown>
  const texts = typeof name === 'string' && name !== '' && typeof about === 'string'
  const isCount = Number.isSafeInteger(hotkeys) && (hotkeys as number) >= 1
  return texts && isCount && isIntent(intent) && typeof answer === 'function'
}

function isValidatorAgent(value: unknown): boolean {
  const { name, intent, about, scores, weights } = Object(value) as Record<string, unknown>
  const texts = typeof name === 'string' && name !== '' && typeof about === 'string'
  return texts && typeof scores === 'boolean' && isIntent(intent) && typeof weights === 'function'
}

const isIntent = (value: unknown): boolean => value === 'honest' || value === 'cheat'
