import { describe, expect, it } from 'vitest'
import type { Context } from '../../context/context.js'
import { createPalette } from '../../output/palette.js'
import type { BoardView } from './board.js'
import { createPresenter } from './presenter.js'

const row = {
  ...{ mechanism: 0, uid: 2, hotkey: '5Good', manner: 'own handlers', asked: 4, answered: 3 },
  ...{ last: 0.75, average: 0.3, weight: 1, incentive: 0, emission: 0n },
  ...{ reason: null, parts: { correct: 0.75 } },
}
const view: BoardView = {
  ...{ rows: [row], block: 40, epoch: 3, round: { number: 32, state: 'scored' } },
  ...{ roundsDone: 1, firstIncentiveS: null },
}
const paid: BoardView = { ...view, rows: [{ ...row, incentive: 1, emission: 5n }], firstIncentiveS: 4 }

function present(options: { json?: boolean; isTTY?: boolean; quiet?: boolean } = {}) {
  let written = ''
  const write = (text: string) => {
    written += text
  }
  const stdout = { write, isTTY: options.isTTY ?? false }
  const settings = { json: options.json ?? false, quiet: options.quiet ?? false }
  const context = { io: { stdout }, settings, width: 200, palette: createPalette(stdout, { NO_COLOR: '1' }) }
  const presenter = createPresenter(context as unknown as Context, () => 1.5)
  const take = () => {
    const all = written
    written = ''
    return all
  }
  return { presenter, take }
}

const ask = { kind: 'notice', event: 'gateway', isPinned: true, text: 'curl it' } as const
const loaded = { kind: 'progress', event: 'loaded', text: 'loaded x' } as const
const broken = {
  kind: 'trouble',
  event: 'reload-failed',
  text: 'does not load\nfix: \u001b[2JFix it.',
} as const

describe('the presenter of subnet dev', () => {
  it('writes lines, one for each round, and the table with the first incentive', () => {
    const { presenter, take } = present()
    presenter.say(loaded)
    expect(take()).toBe('   1.5 s  loaded x\n')
    presenter.show({ ...view, roundsDone: 0 })
    expect(take()).toBe('')
    presenter.show(view)
    expect(take()).toMatch(/round 32: scored.*2: 0\.300\n$/)
    presenter.show(view)
    expect(take()).toBe('')
    presenter.show(paid)
    const table = take().split('\n')
    expect(table[0]).toMatch(/^uid +hotkey +miner +answered +correct/)
    expect(table[1]).toContain('3/4')
    expect(table.at(-2)).toContain('first incentive after 4.0 s')
  })

  it('keeps lines that are pinned in sight, however many come after them', () => {
    const { presenter, take } = present({ isTTY: true })
    presenter.say(ask)
    for (let count = 0; count < 30; count++) presenter.say(loaded)
    expect(take().split('\u001b[H').at(-1)).toContain('curl it')
  })

  it('leaves out progress with --quiet, and never lets a message move the cursor', () => {
    const { presenter, take } = present({ quiet: true })
    presenter.say(loaded)
    expect(take()).toBe('')
    presenter.say(broken)
    expect(take()).toBe('   1.5 s  does not load\n          fix: [2JFix it.\n')
  })

  it('writes one document a line with --json', () => {
    const { presenter, take } = present({ json: true })
    presenter.say({ ...loaded, data: { pids: [1] } })
    presenter.show(paid)
    presenter.end(paid)
    const documents = take()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    expect(documents).toMatchObject([
      { event: 'loaded', level: 'progress', seconds: 1.5, pids: [1] },
      { event: 'round', rows: [{ uid: 2, emission: '5' }] },
      { event: 'end' },
    ])
  })

  it('redraws the table on a terminal, with the newest lines under it', () => {
    const { presenter, take } = present({ isTTY: true })
    presenter.show(view)
    for (let line = 1; line <= 20; line++) presenter.say({ ...loaded, text: `line ${line}.` })
    const last = take().split('\u001b[H\u001b[J').at(-1) ?? ''
    expect(last).toMatch(/^uid/)
    expect(last).toContain('line 20.')
    expect(last).not.toContain('line 8.')
  })
})
