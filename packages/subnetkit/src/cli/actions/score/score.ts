import { dirname } from 'node:path'
import { z } from 'zod'
import { plural } from '../../../log/plural.js'
import { wholeNumber } from '../../config/fields.js'
import type { Context } from '../../context/context.js'
import { readAnswers } from '../../offline/answer-file.js'
import { usualSeed } from '../../offline/draw-tasks.js'
import { loadDefinition, taskHotkey } from '../../offline/load-definition.js'
import { type RankedMiner, rankMiners } from '../../offline/rank-answers.js'
import { renderAnswers, renderMiners } from '../../offline/render-scores.js'
import { renderSimilar } from '../../offline/render-similar.js'
import { resolveTasks } from '../../offline/resolve-tasks.js'
import { type ScoredAnswer, scoreAnswers } from '../../offline/score-answers.js'
import { defineAction } from '../../program/define-action.js'

const schema = z.strictObject({
  tasks: z.string().min(1, 'must not be empty').optional(),
  seed: wholeNumber(0, 999_999_999).default(usualSeed),
  all: z.literal(true).optional(),
})

export const action = defineAction(
  schema,
  async (context, { tasks: file, seed, all }, [path = '', argument]) => {
    const { subnet, mechanism, module } = await loadDefinition(context, argument)
    const entries = await readAnswers(path)
    const choice = { mechanism, seed, hotkey: await taskHotkey(context) }
    const places = { subnet, choice, file, signal: context.signal }
    const tasks = await context.unlessInterrupted(resolveTasks(path, entries, places))
    const answers = entries.map((entry, at) => ({ ...entry, task: tasks[at]! }))
    const scoring = { subnet, mechanism, seed, folder: dirname(path), similarity: true }
    const scored = await context.unlessInterrupted(scoreAnswers(answers, scoring))
    const miners = rankMiners(scored.answers, subnet.incentive.weights)
    const { name, version } = subnet
    return {
      data: {
        ...{ file: path, subnet: name, version: String(version), module, mechanism, seed },
        ...{ miners, answers: scored.answers.map(written), troubles: scored.troubles },
      },
      text: () =>
        [
          `${context.palette.bold(`${name} v${version}`)}, mechanism ${mechanism}: ${plural(scored.answers.length, 'answer')} of ${plural(miners.length, 'miner')}`,
          '',
          ...render(context, miners, scored.answers, all === true),
          ...renderSimilar(context, scored.answers),
          ...scored.troubles.map(
            ({ code, reason, fix }) => `${context.palette.warn('!')} ${reason} [${code}] ${fix}`,
          ),
        ].join('\n'),
    }
  },
)

const written = ({ hotkey, ...answer }: ScoredAnswer) => ({ miner: hotkey, ...answer })

/** Answers that are shown unless all are asked for. */
const shown = 40

function render(
  context: Context,
  miners: readonly RankedMiner[],
  answers: readonly ScoredAnswer[],
  isAll: boolean,
): readonly string[] {
  const ranks = new Map(miners.map(({ miner, rank }) => [miner, rank]))
  const ordered = answers.toSorted((one, other) => ranks.get(one.hotkey)! - ranks.get(other.hotkey)!)
  const more = isAll ? 0 : ordered.length - shown
  return [
    ...renderMiners(context, miners),
    '',
    ...renderAnswers(context, more > 0 ? ordered.slice(0, shown) : ordered),
    ...(more > 0 ? [`… and ${more} more: pass --all, or --json`] : []),
  ]
}
