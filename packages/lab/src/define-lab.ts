import {
  callback,
  checked,
  closestName,
  configError,
  made,
  number,
  optionsOf,
  parseOptions,
  text,
} from '@subnetkit/base'
import type { Families, Protocol, Random, Subnet, Task } from '@subnetkit/core'
import { z } from 'zod'
import type { AnyAgent, MinerAgent, Output } from './agents/agent.js'
import { cheats } from './agents/catalogue.js'
import { honest, weak } from './agents/honest.js'
import { ruleNames } from './attack/recipe.js'

/** Circumstances in which a model of an honest miner answers a task. */
export interface SolveContext {
  /** Skill of the miner: 0 gets nothing right but by luck, 1 everything. */
  readonly skill: number
  readonly random: Random
  readonly hotkey: string
  readonly round: number
  /** That of the agent that asks for the answer: kept for its operator, for the validator whose task it is. */
  readonly memory: Map<string, unknown>
}

/** Validator that a subnet is made for. */
export interface ValidatorContext {
  readonly seed: number
  readonly validator: string
}

/** A weakness that the subnet's card states. */
export interface Weakness {
  /** Name of the agent that uses it. */
  readonly agent: string
  /** Most that it earns per unit of cost, where honest work earns 1. The gate fails beyond it. */
  readonly ratio: number
  /**
   * Other agents that use it, and rules: a mixture that `--attack` finds is declared, up to the ratio, if it plays `agent` or one of these, or
   * if it is honest work that is split by these rules and no others.
   * @default none
   */
  readonly uses?: readonly string[] | undefined
  /** Sentence of the card. */
  readonly why: string
}

/** Options of {@link defineLab}. */
export interface LabOptions<P extends Protocol, F extends Families<P>> {
  readonly subnet: Subnet<P, F>
  /**
   * Answers a task as an honest miner of some skill would. It may read the truth: it stands for a model that finds it, and only the rubric
   * decides what the answer is worth.
   */
  readonly solve: (
    task: Task<P, NoInfer<F>>,
    context: SolveContext,
  ) => Output<NoInfer<P>> | Promise<Output<NoInfer<P>>>
  /**
   * Makes the subnet of one validator, for subnets whose validators keep state of their own, such as what they gave to whom. Called once
   * for each validator and simulation.
   * @default `subnet` for all validators
   */
  readonly subnetFor?: ((context: ValidatorContext) => Subnet<P, F>) | undefined
  /** Units of work in an answer of honest miners, by family. The work that agents report is multiplied by it. @default 1 for each */
  readonly work?: { readonly [Name in keyof NoInfer<F>]?: number } | undefined
  /** Agents of the subnet besides the built-in ones. @default none */
  readonly agents?: readonly MinerAgent<P, F>[] | undefined
  /** @default none */
  readonly weaknesses?: readonly Weakness[] | undefined
}

/** A subnet that can be played. */
export interface Lab<P extends Protocol = Protocol, F extends Families<P> = Families<P>> {
  readonly subnet: Subnet<P, F>
  readonly solve: LabOptions<P, F>['solve']
  readonly subnetFor?: LabOptions<P, F>['subnetFor']
  readonly work?: Readonly<Record<string, number>> | undefined
  readonly agents: readonly MinerAgent<P, F>[]
  readonly weaknesses: readonly Weakness[]
}

/** A lab of any subnet, as simulations take it. */
export interface AnyLab extends Pick<Lab, 'weaknesses' | 'work'> {
  readonly subnet: Pick<Subnet, 'name' | 'version' | 'incentive' | 'hyperparameters'> & {
    readonly protocol: Protocol
    readonly tasks: object
    readonly rubric: object
  }
  readonly solve: (task: never, context: SolveContext) => unknown
  readonly agents: readonly AnyAgent[]
}

const schema = optionsOf({
  subnet: checked(
    (value) => typeof Object(value).tasks?.tasksFor === 'function',
    'a subnet, as defineSubnet() makes it',
  ),
  solve: callback(),
  subnetFor: callback().optional(),
  work: z.record(z.string(), number(0, 1_000), 'units of work by family').optional(),
  agents: z
    .array(made<MinerAgent>('an agent, as defineAgent() makes it', 'answer'), 'a list of agents')
    .default([]),
  weaknesses: z
    .array(
      optionsOf({
        agent: text('the name of an agent'),
        ratio: number(0, 1_000),
        uses: z.array(text('the name of an agent or a rule'), 'a list of names').optional(),
        why: text('a sentence'),
      }),
      'a list of weaknesses',
    )
    .default([]),
})

/**
 * Makes a subnet playable: its rubric, scoreboard and weights stay its own, and `solve` stands for honest miners.
 * Throws CONFIG_INVALID for unknown options, and for a weakness of an agent that does not exist.
 * @example
 * export default defineLab({
 *   subnet,
 *   solve: ({ truth }, { skill, random }) => ({ sum: random.chance(skill) ? truth : 0 }),
 * })
 */
export function defineLab<P extends Protocol, F extends Families<P>>(options: LabOptions<P, F>): Lab<P, F> {
  const lab = parseOptions(schema, options, 'defineLab') as unknown as Lab<P, F>
  checkWeaknesses(lab)
  return lab
}

/** A misspelt weakness would declare nothing, and of two of one agent only one figure would count. */
function checkWeaknesses({ agents, weaknesses }: Pick<AnyLab, 'agents' | 'weaknesses'>): void {
  const known = [...cheats(), ...agents].map(({ name }) => name)
  const usable = [...known, honest().name, weak().name, ...ruleNames()]
  for (const [at, { agent, uses = [] }] of weaknesses.entries()) {
    const place = `defineLab weaknesses.${at}`
    checkName(agent, known, { place: `${place}.agent`, what: 'agent' })
    for (const one of uses) checkName(one, usable, { place: `${place}.uses`, what: 'agent or rule' })
    if (weaknesses.findIndex((one) => one.agent === agent) === at) continue
    throw configError('CONFIG_INVALID', {
      place: `${place}.agent`,
      detail: `${agent} is declared twice`,
      fix: 'Declare each agent once, with the largest figure.',
    })
  }
}

function checkName(
  name: string,
  known: readonly string[],
  { place, what }: { readonly place: string; readonly what: string },
): void {
  if (known.includes(name)) return
  const meant = closestName(name, known)
  throw configError('CONFIG_INVALID', {
    place,
    detail: `there is no ${what} ${name}`,
    fix: meant === null ? `Name one of ${known.join(', ')}.` : `Write ${meant}, if that is meant.`,
  })
}
