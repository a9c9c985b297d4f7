import {
  callback,
  checked,
  configError,
  flag,
  integer,
  milliseconds,
  optionError,
  optionsOf,
  parseOptions,
  positive,
  text,
} from '@subnetkit/base'
import { z } from 'zod'
import type { OpenFields } from '../organic/dress.js'
import { dressDraw } from '../organic/dress-draw.js'
import { type DressedRound, readDressed } from '../organic/dressed-round.js'
import { protocolField } from '../subnet/definition-schema.js'
import { toWire } from '../subnet/encoding/to-wire.js'
import { issuesOf } from '../subnet/issues.js'
import type { Protocol, Synapse, SynapseRequest } from '../subnet/synapse.js'
import { balance } from './balance.js'
import { deriveKey } from './derive-key.js'
import type { ObserveContext, ObservingSource } from './observe.js'
import { createRandom, type Random } from './random.js'
import { roundFields } from './round-fields.js'
import type { Round, Task, TaskSource } from './task.js'

/** Round that a task is drawn for. */
export interface DrawContext<Observed = unknown> {
  /** Number of the round. */
  readonly round: number
  /** Miner that the task is for; undefined in families that are `shared`. */
  readonly hotkey: string | undefined
  /** Observation of the round, as `observe` of the task source returned it: frozen JSON. Undefined without `observe`. */
  readonly observed: Observed
}

/** One kind of question: the synapse that it calls, and how to draw it from random numbers. */
export type TaskFamily<
  P extends Protocol = Protocol,
  Truth = unknown,
  Name extends string = string,
  Observed = unknown,
  /** Null for a family that has nothing to ask some miners. */
  Nothing extends null = never,
> = {
  [Called in keyof P & string]: {
    /** Lower case; it becomes part of the task's id. */
    readonly name: Name
    /**
     * Relative frequency of this family.
     * @default 1
     */
    readonly weight?: number
    /**
     * Exact number of tasks of this family for one miner in one round, besides those that are drawn by weight.
     * @default drawn by weight
     */
    readonly tasksPerMiner?: number
    /**
     * True if all miners of a round get the same tasks, drawn from the round alone, so that their answers can be compared.
     * Miners can then pass answers to each other: give each miner tasks of its own where answers have a truth, and
     * let `novelty` pay less for what others answer, too.
     * @default false
     */
    readonly shared?: boolean
    /**
     * Fields of the input that say how to answer, not what: where the traffic of users feeds scores, a task takes them from a recent request, so
     * that a miner cannot tell both apart by them. `any` takes the value as it is, `more` only one that is larger than the task's own. The
     * truth of a task must not depend on them.
     * @default none: its tasks look as they are drawn
     */
    readonly open?: { readonly [Field in keyof SynapseRequest<P[Called]> & string]?: 'any' | 'more' }
    readonly synapse: Called
    /**
     * Must depend on its arguments only: the draw is repeated when the round is audited. Null asks this miner nothing, such as
     * about what it does not store.
     */
    readonly draw: (
      random: Random,
      context: DrawContext<Observed>,
    ) =>
      | {
          readonly input: SynapseRequest<P[Called]>
          readonly truth: Truth
        }
      | Nothing
  }
}[keyof P & string]

/** Synapse and truth of each of these families, by its name. */
export type FamiliesOf<
  List extends readonly {
    readonly name: string
    readonly synapse: string
    readonly draw: (random: Random, context: never) => { readonly truth: unknown } | null
  }[],
> = {
  readonly [One in List[number] as One['name']]: {
    readonly synapse: One['synapse']
    readonly truth: NonNullable<ReturnType<One['draw']>>['truth']
  }
}

/** Options of {@link taskSource}. */
export interface TaskSourceOptions<
  P extends Protocol,
  Observed,
  List extends readonly TaskFamily<P, unknown, string, Observed, null>[],
> {
  readonly protocol: P
  /**
   * Returns what the tasks of a round depend on besides random numbers, such as prices or what is stored at a miner: JSON of at
   * most 1 MiB. Called once when a validator plans a round. What it returned is stored with the round before any miner is
   * asked, so that every draw, score, replay and audit sees the same. If it throws or is late, no miner is charged: the round is
   * planned again until the next one begins. Annotate its parameter, `observe({ round }: ObserveContext)`: `observed` of a draw
   * then has the type that it returns.
   * @default none
   */
  readonly observe?: ((context: ObserveContext) => Observed | Promise<Observed>) | undefined
  /** Time for `observe`, in ms. @default 30_000 */
  readonly observeDeadlineMs?: number | undefined
  readonly families: List
  /**
   * Number of tasks for one miner in one round, drawn by weight from the families without a number of their own.
   * @default 1, or 0 if every family has its own number
   */
  readonly tasksPerMiner?: number | undefined
  /**
   * True if every miner gets as many of these tasks of each family as every other, in proportion to the weights and at least
   * one of each, in the order of the families. Otherwise they are drawn by chance, and a miner that is good at one family
   * rises and falls with how often it comes.
   * @default false
   */
  readonly balanced?: boolean | undefined
}

const familySchema = optionsOf(
  {
    name: checked<string>(
      (value) => typeof value === 'string' && /^[a-z][a-z0-9-]{0,31}$/.test(value),
      'a family name: 1 to 32 of a-z, 0-9 and -, starting with a letter',
    ),
    weight: positive().optional(),
    tasksPerMiner: integer(1, 1_000).optional(),
    shared: flag().optional(),
    open: z.record(z.string(), z.enum(['any', 'more']), 'fields with any or more').optional(),
    synapse: text('the name of a synapse'),
    draw: callback(),
  },
  'a task family',
)

const optionsSchema = optionsOf({
  protocol: protocolField,
  observe: callback().optional(),
  observeDeadlineMs: milliseconds().optional(),
  families: z.array(familySchema, 'a list of families').min(1, 'a list of at least one family'),
  tasksPerMiner: integer(1, 1_000).optional(),
  balanced: flag().optional(),
})

const drawingSchema = optionsOf({ round: z.looseObject(roundFields, 'a round'), hotkey: text('a hotkey') })

/**
 * Draws tasks from families. The choice of families and every parameter derive from
 * HMAC-SHA256(round secret, netuid, mechanism, round, hotkey, …): two miners share a task's parameters only in families
 * that are `shared`, and anyone who knows the secret can draw the same tasks again.
 * Throws CONFIG_INVALID for no, duplicate or badly named families, bad weights, unknown options, and a draw that
 * does not match its synapse's schema.
 * @example
 * const tasks = taskSource({
 *   protocol,
 *   families: [
 *     {
 *       name: 'sum',
 *       synapse: 'complete',
 *       draw(random) {
 *         const [a, b] = [random.int(10, 99), random.int(10, 99)]
 *         return { input: { prompt: `${a}+${b}=` }, truth: a + b }
 *       },
 *     },
 *   ],
 *   tasksPerMiner: 4,
 * })
 */
export function taskSource<
  P extends Protocol,
  const List extends readonly TaskFamily<P, unknown, string, Observed, null>[],
  Observed = unknown,
>(options: TaskSourceOptions<P, Observed, List>): TaskSource<P, FamiliesOf<List>> {
  const given = parseOptions(optionsSchema, options, 'taskSource')
  const { protocol, families: listed, observe, observeDeadlineMs } = options as unknown as AnyOptions<P>
  checkFamilies(protocol, listed)
  check(
    listed.some((family) => family.tasksPerMiner === undefined) || given.tasksPerMiner === undefined,
    `tasksPerMiner is ${given.tasksPerMiner}, but every family has its own`,
    'Leave out tasksPerMiner, or that of a family.',
  )
  const families = given.balanced ? balance(listed, given.tasksPerMiner ?? 1) : listed
  const drawn = families.filter((family) => family.tasksPerMiner === undefined)
  const fixed = families.flatMap((family) => Array.from({ length: family.tasksPerMiner ?? 0 }, () => family))
  const tasksPerMiner = drawn.length === 0 ? 0 : (given.tasksPerMiner ?? 1)
  return {
    protocol,
    ...(observe && { observe, observeDeadlineMs }),
    families: Object.fromEntries(
      families.map(({ name, synapse, shared, open, weight = 1, tasksPerMiner: own }) => {
        const average = own ?? (tasksPerMiner * weight) / totalOf(drawn)
        return [name, { synapse, ...(shared && { shared }), ...(open && { open }), tasksPerMiner: average }]
      }),
    ) as unknown as TaskSource<P, FamiliesOf<List>>['families'],
    tasksFor(round, hotkey) {
      parseOptions(drawingSchema, { round, hotkey }, 'tasksFor')
      const { own: observed, profiles } = readDressed(round.observed)
      if (observe && observed === undefined) {
        throw optionError('tasksFor round.observed', undefined, 'what observe returned for the round')
      }
      const choice = createRandom(deriveKey(round, hotkey, 'families', 0))
      const chosen = Array.from({ length: tasksPerMiner }, () => chooseFamily(drawn, choice))
      const drawnOf = new Map<string, number>()
      return [...chosen, ...fixed].flatMap((family, at) => {
        const before = drawnOf.get(family.name) ?? 0
        drawnOf.set(family.name, before + 1)
        // How many tasks of other families come first depends on the miner.
        const index = family.shared ? before : at
        return (drawTask(protocol, family, { ...round, observed, profiles }, hotkey, index) ?? []) as
          | Task<P, FamiliesOf<List>>
          | []
      })
    },
  }
}

type AnyOptions<P extends Protocol> = ObservingSource & {
  readonly protocol: P
  readonly families: readonly TaskFamily<P>[]
}

function drawTask<P extends Protocol>(
  protocol: P,
  family: TaskFamily<P>,
  round: Round & Pick<DressedRound, 'profiles'>,
  hotkey: string,
  index: number,
): unknown {
  // No hotkey is empty.
  const owner = family.shared ? '' : hotkey
  function draw(use: string) {
    const random = createRandom(deriveKey(round, owner, use, index))
    const drawn: unknown = family.draw(random, {
      round: round.number,
      hotkey: family.shared ? undefined : hotkey,
      observed: round.observed,
    })
    if (typeof drawn === 'object') return drawn as ReturnType<typeof family.draw> | null
    throw optionError(
      `the draw of task family ${family.name}`,
      drawn,
      'a function that returns { input, truth } or null',
    )
  }
  const use = `family/${family.name}`
  const first = draw(use)
  if (first === null) return null
  const { input: schema } = protocol[family.synapse] as Synapse
  const open = family.open as OpenFields | undefined
  const { profiles } = round
  const { input, truth } =
    open === undefined || profiles.length === 0
      ? first
      : dressDraw(first, {
          ...{ draw: (at) => draw(`${use}/dress ${at}`), open, schema },
          profile: createRandom(deriveKey(round, owner, `${use}/dress`, index)).pick(profiles),
        })
  try {
    schema.parse(toWire(schema, input))
  } catch (cause) {
    const detail = issuesOf(cause)
    const fix = `Draw inputs that match the input schema of ${family.synapse}.`
    throw configError('CONFIG_INVALID', { place: `task family ${family.name}`, detail, fix }, { cause })
  }
  return { id: `${family.name}-${index}`, family: family.name, synapse: family.synapse, input, truth }
}

function chooseFamily<F extends TaskFamily>(families: readonly F[], random: Random): F {
  let left = random.next() * totalOf(families)
  for (const family of families) {
    left -= family.weight ?? 1
    if (left < 0) return family
  }
  return families.at(-1) as F
}

const totalOf = (families: readonly TaskFamily[]): number =>
  families.reduce((sum, { weight = 1 }) => sum + weight, 0)

function checkFamilies(protocol: Protocol, families: readonly TaskFamily[]): void {
  const names = families.map((family) => family.name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  check(twice === undefined, `two families are named ${twice}`, 'Give each family a name of its own.')
  const lost = families.find(({ synapse }) => !Object.hasOwn(protocol, synapse))
  check(
    lost === undefined,
    `the family ${lost?.name} calls the synapse ${lost?.synapse}, which the protocol does not have`,
    `Use one of the synapses ${Object.keys(protocol).join(', ')}.`,
  )
}

function check(holds: boolean, detail: string, fix: string): void {
  if (!holds) throw configError('CONFIG_INVALID', { place: 'taskSource', detail, fix })
}
