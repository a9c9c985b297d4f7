import { expect, test } from 'vitest'
import { defineAgent } from '../agents/agent.js'
import { copier, replayer, sybil } from '../agents/copying.js'
import { reRegistrant, turncoat } from '../agents/gaming.js'
import { honest } from '../agents/honest.js'
import { silent } from '../agents/lazy.js'
import { simulate } from '../play/simulate.js'
import { adderLab } from '../testing/adder.js'
import { honestValidator } from '../validators/honest-validator.js'
import { explain } from './explain.js'
import type { ExplainedGroup, Explanation } from './explanation.js'

const leak = defineAgent({
  name: 'leak',
  answer: ({ peek, validator }) =>
    validator.endsWith('3') ? null : { output: { sum: peek() } as never, work: 0.01 },
})

const agents = [
  ...[leak, replayer(), turncoat({ after: 4 }), copier(), sybil({ hotkeys: 2 }), silent()],
  reRegistrant({ works: 1, returns: 3 }),
]
const played = simulate(adderLab, {
  population: {
    miners: [{ agent: honest(), operators: 4 }, ...agents.map((agent) => ({ agent }))],
    validators: [{ agent: honestValidator(), count: 3 }],
  },
  ...{ epochs: 10, seed: 2, record: ['honest', ...agents.map(({ name }) => name)] },
})

const over = (one: number, other: number): number => (other === 0 ? 0 : one / other)
const scoreOf = ({ own, honest: other }: ExplainedGroup) => over(own.score, other.score)
const workOf = ({ own, honest: other }: ExplainedGroup) => over(own.work, other.work)
const meanOf = (groups: readonly ExplainedGroup[], of: (group: ExplainedGroup) => number) =>
  groups.reduce((sum, group) => sum + of(group), 0) / groups.length

/** Figures of a sentence as the JSON has them, by its form; groups are those that the sentence names. */
const forms: readonly [RegExp, (data: Explanation, named: readonly ExplainedGroup[]) => readonly number[]][] =
  [
    [
      /^For ([\d.]+) of .* paid ([\d.]+) of its pay: ([\d.]+) for its cost\.$/,
      (of) => [of.cost, of.pay, of.ratio],
    ],
    [
      /^Over all questions it scores ([\d.]+) of honest at ([\d.]+) of the work\.$/,
      ({ groups: [all] }) => [scoreOf(all!), workOf(all!)],
    ],
    [
      /^It scores ([\d.]+) of honest in .* at ([\d.]+) of the work\.$/,
      (_, named) => [meanOf(named, scoreOf), meanOf(named, workOf)],
    ],
    [/^It is silent in .*, (?:without loss|and has ([\d.]+) of an honest pay)\.$/, (of) => [of.pay]],
    [
      /^It does ([\d.]+) of the work in .*, where it scores ([\d.]+) of honest, (?:without loss|and has ([\d.]+) of an honest pay)\.$/,
      (of, named) => [meanOf(named, workOf), meanOf(named, scoreOf), of.pay],
    ],
    [/^Its mean score is ([\d.]+) of honest, its pay ([\d.]+): /, (of) => [scoreOf(of.groups[0]!), of.pay]],
    [
      /^(\d+) % of its answers equal one that .*; they score ([\d.]+) of honest at ([\d.]+) of the work\.$/,
      ({ copied, groups }) => [copied.share * 100, over(copied.score, groups[0]!.honest.score), copied.work],
    ],
    [
      /^(\d+) % of its answers equal one of its own .*; they score ([\d.]+) of honest at ([\d.]+) of the work\.$/,
      ({ repeated, groups }) => [
        repeated.share * 100,
        over(repeated.score, groups[0]!.honest.score),
        repeated.work,
      ],
    ],
    [
      /^Of the parts of the rubric, .* gave it ([\d.]+) of an honest score at little work\.$/,
      (_, named) => [meanOf(named, scoreOf)],
    ],
    [
      /^The part .* costs it most: ([\d.]+), and ([\d.]+) of honest miners\.$/,
      (_, named) => [named[0]!.own.score, named[0]!.honest.score],
    ],
    [/^Its operator runs (\d+) hotkeys, which do ([\d.]+) of /, (of) => [of.hotkeys, workOf(of.groups[0]!)]],
    [/^It registered (\d+) times for /, (of) => [of.registrations]],
    [
      /^It leaves (\d+) % more of its questions /,
      ({ groups: [all] }) => [(all!.honest.answered - all!.own.answered) * 100],
    ],
  ]

/** Epochs in which it works at least half as much as honest miners do, from the records of the play. */
async function periodsOf(name: string): Promise<readonly number[]> {
  const { miners, epochs } = await played
  const mean = (of: string, what: 'works' | 'pays', epoch: number) => {
    const all = miners.filter(({ agent, joined }) => agent.name === of && joined <= epoch)
    const values = all.flatMap((one) => one[what][epoch - one.joined] ?? [])
    return over(
      values.reduce((sum: number, value) => sum + Number(value), 0),
      values.length,
    )
  }
  const every = Array.from({ length: epochs }, (_, epoch) => epoch)
  const works = every.filter((epoch) => mean(name, 'works', epoch) >= 0.5 * mean('honest', 'works', epoch))
  const idle = every.filter((epoch) => !works.includes(epoch))
  const part = (of: readonly number[], what: 'works' | 'pays') => {
    const sum = (who: string) => of.reduce((total, epoch) => total + mean(who, what, epoch), 0)
    return over(sum(name), sum('honest'))
  }
  return [
    works.length,
    part(works, 'works'),
    part(works, 'pays'),
    idle.length,
    part(idle, 'works'),
    part(idle, 'pays'),
  ]
}

const ofPeriods =
  /^It works in (\d+) epochs \(([\d.]+) of honest work, ([\d.]+) of the pay\) and hardly in (\d+), .* ([\d.]+) of the work and still has ([\d.]+) of the pay\.$/

test.each(agents.map(({ name }) => name))(
  'every figure in the sentences on %s is one of the JSON',
  async (name) => {
    const data = JSON.parse(JSON.stringify(explain(await played, name))) as Explanation
    expect(data.sentences.length).toBeGreaterThan(0)
    for (const sentence of data.sentences) {
      const isPeriods = ofPeriods.exec(sentence)
      const form = forms.find(([pattern]) => pattern.test(sentence))
      expect(isPeriods ?? form, sentence).toBeTruthy()
      const groups = data.groups.filter(({ name: group }) => new RegExp(`\\b${group}\\b`).test(sentence))
      const shown = (isPeriods ?? form![0].exec(sentence)!).slice(1)
      const figures = isPeriods ? await periodsOf(name) : form![1](data, groups)
      for (const [at, text] of shown.entries()) {
        if (text === undefined) continue
        const digits = text.includes('.') ? 2 : 0
        expect(Math.abs(Number(text) - figures[at]!), `${sentence} (${figures[at]})`).toBeLessThanOrEqual(
          0.5 * 10 ** -digits + 1e-9,
        )
      }
    }
  },
)

test('the sentences that are checked are all there are', async () => {
  const all = agents.flatMap(async ({ name }) => explain(await played, name)!.sentences)
  const sentences = (await Promise.all(all)).flat()
  const used = forms.filter(([pattern]) => sentences.some((one) => pattern.test(one)))
  expect(used.length).toBeGreaterThanOrEqual(8)
  expect(sentences.some((one) => ofPeriods.test(one))).toBe(true)
})
