import { counted, pad } from '../../../output/text.js'
import { leftOutReasons } from '../../rescore/render-rescore.js'
import type { LeftOut } from '../../rescore/rescore-rounds.js'
import type { Happening } from '../presenter.js'
import type { EditedMiner } from './explain-edit.js'
import type { EditResult } from './rescore-edit.js'

/** Miners in the table at most. */
const mostRows = 12

/** Lines for what an edit did to ranks. `mechanism` is null where there is one alone. */
export function describeEdit(result: EditResult, mechanism: number | null = null): Happening {
  const place = mechanism === null ? '' : `mechanism ${mechanism}: `
  const data = {
    ...(mechanism !== null && { mechanism }),
    ...result,
    ...(result.kind === 'compared' && withTexts(result)),
  }
  const say = (kind: Happening['kind'], text: string): Happening => ({
    kind,
    event: 'edit',
    text: `${place}${text}`,
    data,
  })
  if (result.kind === 'nothing')
    return say('progress', `what the edit does to ranks is not known yet: ${result.reason}`)
  if (result.kind === 'failed') {
    return say('trouble', `the answers before the edit cannot be scored again: ${result.reason}`)
  }
  const { miners, tasks, rounds } = result
  const lost = lostIn(result)
  if (tasks === 0)
    return say(
      'progress',
      `what the edit does to ranks is not known yet: ${lost.join('; ') || 'no task was scored before it'}`,
    )
  const base = `by ${counted(tasks, 'answer')} of ${rounds.length === 1 ? `round ${rounds[0]}` : `rounds ${rounds[0]} to ${rounds.at(-1)}`}`
  const changed = miners.filter(isChanged)
  const left = lost.map((text) => `left out: ${text}`)
  if (changed.length === 0)
    return say('notice', [`the edit changes no rank and no score, ${base}`, ...left].join('\n'))
  const moved = miners.filter(({ before, after }) => before.rank !== after.rank).length
  const more = changed.length - mostRows
  return say(
    'notice',
    [
      `the edit changes ${counted(moved, 'rank')} and ${counted(changed.length, 'score')}, ${base}:`,
      ...tableOf(changed.slice(0, mostRows)),
      ...(more > 0 ? [`and ${more} more`] : []),
      ...left,
      ...result.troubles.map(({ code, reason }) => `${reason} [${code}]`),
    ].join('\n'),
  )
}

const isChanged = ({ before, after }: EditedMiner) =>
  before.rank !== after.rank || Math.abs(before.score - after.score) > 1e-9

/** The miners with the sentence for each that moved. */
const withTexts = ({ miners }: Extract<EditResult, { kind: 'compared' }>) => ({
  miners: miners.map((miner) => ({ ...miner, because: isChanged(miner) ? becauseOf(miner) : null })),
})

function lostIn({ leftOut }: Extract<EditResult, { kind: 'compared' }>): string[] {
  return (Object.entries(leftOut) as [LeftOut, number][]).flatMap(([name, count]) =>
    count > 0 ? [`${count} ${leftOutReasons[name]}`] : [],
  )
}

function tableOf(miners: readonly EditedMiner[]): string[] {
  const rows = miners.map((miner) => {
    const { uid, before, after } = miner
    const rank = before.rank === after.rank ? `${after.rank}` : `${before.rank} -> ${after.rank}`
    return [`uid ${uid}:`, rank, `${before.score.toFixed(3)} -> ${after.score.toFixed(3)}`, becauseOf(miner)]
  })
  const widths = [0, 1, 2].map((at) => Math.max(...rows.map((row) => row[at]!.length)))
  return rows.map((row) =>
    row.map((cell, at) => (at < widths.length ? pad(cell, widths[at]!, 'left') : cell)).join('  '),
  )
}

/** Reason in words, such as `because 'terse' counts +0.40 for it: it is new`. */
function becauseOf({ uid, cause, failing, tasks, before, after }: EditedMiner): string {
  if (failing !== null) {
    const [, what] = /^[A-Z0-9_]+: (.*)$/s.exec(failing.reason) ?? [null, failing.reason]
    return `because the new rubric fails on ${failing.tasks} of its ${counted(tasks, 'answer')}: ${what}`
  }
  if (cause === null) {
    return before.score === after.score
      ? 'because others have other scores'
      : 'because its parts are combined in another way, or answers fail otherwise'
  }
  const named = cause.kind === 'criterion' ? `'${cause.name}'` : `${cause.kind} '${cause.name}'`
  const whom = cause.uid === uid ? 'it' : `uid ${cause.uid}`
  return `because ${named} counts ${signed(cause.effect)} for ${whom}: ${cause.detail}`
}

const signed = (effect: number) => `${effect < 0 ? '-' : '+'}${Math.abs(effect).toFixed(2)}`
