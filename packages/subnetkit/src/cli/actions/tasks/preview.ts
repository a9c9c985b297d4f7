import { type Task, toWire } from '@subnetkit/core'
import { z } from 'zod'
import { wholeNumber } from '../../config/fields.js'
import type { Context } from '../../context/context.js'
import { type DrawnTasks, drawTasks, usualSeed } from '../../offline/draw-tasks.js'
import { type Definition, loadDefinition, taskHotkey } from '../../offline/load-definition.js'
import { jsonForm, showValue, sizeOf } from '../../offline/shown-value.js'
import { renderTable } from '../../output/table.js'
import { defineAction } from '../../program/define-action.js'

const schema = z.strictObject({
  family: z.string().min(1, 'must not be empty').optional(),
  count: wholeNumber(1, 1_000).default(2),
  seed: wholeNumber(0, 999_999_999).default(usualSeed),
})

export const action = defineAction(schema, async (context, { family, count, seed }, [argument]) => {
  const definition = await loadDefinition(context, argument)
  const { subnet, mechanism, module } = definition
  const hotkey = await taskHotkey(context)
  const drawn = await drawTasks(subnet, { mechanism, seed, hotkey, family, count }, context.signal)
  const families = familiesOf(definition, drawn)
  const tasks = drawn.tasks.map((task) => written(definition, task))
  const { name, version } = subnet
  const about = { subnet: name, version: String(version), module, mechanism, seed, hotkey }
  return {
    data: { ...about, families, tasks: tasks.map(({ shown: _, ...task }) => task) },
    text: () =>
      [
        `${context.palette.bold(`${name} v${version}`)}, mechanism ${mechanism}: drawn with seed ${seed} for ${hotkey}`,
        '',
        ...renderFamilies(context, families),
        ...tasks.flatMap((task) => ['', ...renderTask(context, task)]),
      ].join('\n'),
  }
})

interface FamilyView {
  readonly name: string
  readonly synapse: string
  /** True if all miners of a round get the same tasks. */
  readonly shared: boolean
  /** Tasks for one miner in one round, on average. */
  readonly tasksPerMiner: number
  /** Share of all tasks. */
  readonly share: number
  /** Tasks that are printed. */
  readonly drawn: number
}

/** Shares by weight; those of a task source that does not state them, by what was drawn. */
function familiesOf({ subnet }: Definition, { tasks, rounds, seen }: DrawnTasks): readonly FamilyView[] {
  const families = Object.entries(subnet.tasks.families)
  const isStated = families.every(([, { tasksPerMiner }]) => tasksPerMiner !== undefined)
  const perMiner = families.map(([name, { tasksPerMiner = 0 }]) =>
    isStated ? tasksPerMiner : (seen.get(name) ?? 0) / rounds,
  )
  const total = perMiner.reduce((sum, one) => sum + one, 0)
  return families.map(([name, { synapse, shared = false }], at) => {
    const tasksPerMiner = perMiner[at] ?? 0
    const drawn = tasks.filter((task) => task.family === name).length
    return { name, synapse, shared, tasksPerMiner, share: total > 0 ? tasksPerMiner / total : 0, drawn }
  })
}

/** A task as JSON, which `subnet score --tasks` reads. */
interface WrittenTask {
  readonly id: string
  readonly family: string
  readonly synapse: string
  /** Request as it is on the wire. */
  readonly input: unknown
  readonly truth: unknown
  /** False if JSON loses a part of the truth. */
  readonly truthIsExact: boolean
  readonly shown: Pick<Task, 'input' | 'truth'>
}

function written({ subnet }: Definition, { id, family, synapse, input, truth }: Task): WrittenTask {
  const { value, isExact } = jsonForm(truth)
  const wire = jsonForm(toWire(subnet.protocol[synapse]!.input, input)).value
  return {
    id,
    family,
    synapse,
    input: wire,
    truth: value,
    truthIsExact: isExact,
    shown: { input: wire, truth },
  }
}

function renderFamilies({ palette, width }: Context, families: readonly FamilyView[]) {
  return renderTable<FamilyView>(
    [
      { title: 'family', text: ({ name }) => name },
      { title: 'synapse', text: ({ synapse }) => synapse },
      { title: 'share', text: ({ share }) => `${(share * 100).toFixed(1)} %`, align: 'right' },
      { title: 'per miner', text: ({ tasksPerMiner }) => tasksPerMiner.toFixed(2), align: 'right' },
      { title: 'miners get', text: ({ shared }) => (shared ? 'the same tasks' : 'tasks of their own') },
    ],
    families,
    { palette, width },
  )
}

function renderTask(
  { palette, width }: Context,
  { id, synapse, input, truth, truthIsExact, shown }: WrittenTask,
) {
  const indent = ' '.repeat(9)
  const line = (name: string, value: unknown) =>
    `  ${palette.dim(name)}  ${showValue(value, { width, indent })}`
  const sizes = `input ${sizeOf(input)}, truth ${truthIsExact ? sizeOf(truth) : 'not exact as JSON'}`
  return [
    `${palette.bold(id)} ${palette.dim(`calls ${synapse} · ${sizes}`)}`,
    line('input', shown.input),
    line('truth', shown.truth),
  ]
}
