import { callback, checked, oneOf, optionsOf, parseOptions, text } from '@subnetkit/base'
import type {
  Families,
  Protocol,
  Random,
  Subnet,
  SynapseRequest,
  SynapseResponse,
  Task,
} from '@subnetkit/core'
import { type Parameter, parametersSchema } from './parameters.js'

/** Question as a miner receives it. */
export type Question<P extends Protocol = Protocol, F extends Families<P> = Families<P>> = {
  [Name in keyof F & string]: {
    readonly synapse: F[Name]['synapse']
    readonly input: SynapseRequest<P[F[Name]['synapse']]>
  }
}[keyof F & string]

/** Response to a question, as a handler returns it. */
export type Output<P extends Protocol = Protocol> = SynapseResponse<P[keyof P & string]>

/** Answer of an agent, with its cost. */
export interface AgentAnswer<P extends Protocol = Protocol> {
  readonly output: Output<P>
  /** From connect to last byte, in ms; beyond the deadline of the synapse the answer counts as absent. @default 100 */
  readonly latencyMs?: number | undefined
  /** Work of the answer; 1 is that of an honest miner on a task of this family. @default 1 */
  readonly work?: number | undefined
}

/** One question to a miner, and what the simulation lets it do. */
export interface AgentCall<
  P extends Protocol = Protocol,
  F extends Families<P> = Families<P>,
  Names extends string = string,
> {
  readonly question: Question<P, F>
  /** Family of the task, which miners learn to tell from the question. */
  readonly family: keyof F & string
  /** All families of the subnet, in its own order. */
  readonly families: readonly (keyof F & string)[]
  /** Answers that other miners have given in this round, oldest first: to this very question, and to any of its synapse. */
  readonly overheard: { readonly same: readonly Output<P>[]; readonly any: readonly Output<P>[] }
  /** Hotkey that is asked. */
  readonly hotkey: string
  /** Hotkey of the validator that asks. */
  readonly validator: string
  /** Stake of that validator and of all with more, as a share of what all validators have: as anybody reads it on chain. */
  readonly stakeAbove: number
  readonly round: number
  /** Epoch since this hotkey registered, from 0. */
  readonly age: number
  /** Place of the question among those of this round, and their number. */
  readonly at: number
  readonly of: number
  /** Wall-clock time for the answer, in ms. */
  readonly deadlineMs: number
  /** Depends on seed, validator, round and hotkey. */
  readonly random: Random
  /** Values of the agent's own parameters. */
  readonly parameters: Readonly<Record<Names, number>>
  /** Kept for all hotkeys of the operator, for the validator that asks: what identities of one back end share. */
  readonly memory: Map<string, unknown>
  /** Answer of an honest miner of this skill, 0 to 1. */
  solve(skill: number): Promise<Output<P>>
  /** Ground truth: only for agents that stand for a leak of it. */
  peek(): Task<P, F>['truth']
}

/** A kind of miner. */
export interface MinerAgent<P extends Protocol = Protocol, F extends Families<P> = Families<P>> {
  /** Lower case; two agents of a population may not share one. */
  readonly name: string
  /** True for a miner that should be paid for its work; a cheat should not. */
  readonly intent: 'honest' | 'cheat'
  /** One sentence without a full stop: how it earns, for the report. */
  readonly about: string
  /** Number of hotkeys that one operator of this kind runs. @default 1 */
  readonly hotkeys: number
  /** Numbers that searches vary, by name. */
  readonly parameters: Readonly<Record<string, Parameter>>
  /** Answers a question; null for silence. One that throws is silent, and the report says so. */
  answer(call: AgentCall<P, F>): AgentAnswer<P> | null | Promise<AgentAnswer<P> | null>
  /** Decides after each epoch if the hotkey is given up for a fresh one. @default never */
  registersAgain?(standing: MinerStanding): boolean
  /** Epoch since it registered from which it no longer works: the report says how long it is paid for what it did before. @default never */
  turnsAt?(parameters: Readonly<Record<string, number>>): number
}

/** An agent of any subnet, as populations take it. */
export interface AnyAgent extends Pick<MinerAgent, 'name' | 'intent' | 'about' | 'hotkeys' | 'parameters'> {
  answer(call: never): unknown
}

/** Standing of a miner after an epoch. */
export interface MinerStanding<Names extends string = string> {
  /** Epochs since it registered. */
  readonly age: number
  /** u16 share of the last epoch. */
  readonly incentive: number
  /** Price of a registration, in rao of TAO. */
  readonly burn: bigint
  /** Values of the agent's own parameters. */
  readonly parameters: Readonly<Record<Names, number>>
  readonly random: Random
}

/** Agent of a subnet's own protocol: `defineAgent<typeof subnet>({ … })`. */
export type AgentOf<S> = S extends Subnet<infer P, infer F> ? MinerAgent<P, F> : never

/** Options of {@link defineAgent}. */
export interface AgentOptions<P extends Protocol, F extends Families<P>, Names extends string = never>
  extends Pick<MinerAgent<P, F>, 'name'> {
  answer(call: AgentCall<P, F, Names>): ReturnType<MinerAgent<P, F>['answer']>
  registersAgain?(standing: MinerStanding<Names>): boolean
  turnsAt?(parameters: Readonly<Record<Names, number>>): number
  /** @default 'cheat' */
  readonly intent?: 'honest' | 'cheat' | undefined
  /** @default the name */
  readonly about?: string | undefined
  /** @default 1 */
  readonly hotkeys?: number | undefined
  /** Numbers that `subnet sim --attack` varies; `call.parameters` has their values. @default none */
  readonly parameters?: Readonly<Record<Names, Parameter>> | undefined
}

const schema = optionsOf({
  name: checked<string>(
    (value) => typeof value === 'string' && /^[a-z][a-z0-9-]{0,47}$/.test(value),
    'a name: 1 to 48 of a-z, 0-9 and -, starting with a letter',
  ),
  intent: oneOf('honest', 'cheat').default('cheat'),
  about: text('a sentence').optional(),
  hotkeys: checked<number>(
    (value) => Number.isInteger(value) && (value as number) >= 1,
    'a number of hotkeys',
  ).default(1),
  parameters: parametersSchema.default({}),
  answer: callback<MinerAgent['answer']>(),
  registersAgain: callback<NonNullable<MinerAgent['registersAgain']>>().optional(),
  turnsAt: callback<NonNullable<MinerAgent['turnsAt']>>().optional(),
})

/**
 * Defines a kind of miner. Throws CONFIG_INVALID for a bad name, a range without its default, and unknown options.
 * Parameters are typed by their names: `defineAgent<typeof subnet, 'share'>({ … })`.
 * @example
 * const parrot = defineAgent<typeof subnet>({
 *   name: 'parrot',
 *   about: 'returns the question',
 *   answer: ({ question }) => ({ output: { text: question.input.prompt }, work: 0 }),
 * })
 */
export function defineAgent<S = Subnet, Names extends string = never>(
  options: S extends Subnet<infer P, infer F> ? AgentOptions<P, F, Names> : never,
): AgentOf<S> {
  const { about, ...agent } = parseOptions(schema, options, 'defineAgent')
  return { ...agent, about: about ?? agent.name } as unknown as AgentOf<S>
}
