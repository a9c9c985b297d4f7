import type { Score } from 'subnetkit'
import { align } from './alignment.js'

/** Answer of one miner to a task, and its score. */
export interface SheetAnswer {
  readonly miner: string
  /** Text that was read, or pictures that were painted, as PNG; null for an answer that failed. */
  readonly answer:
    | { readonly text: string; readonly confidence: number }
    | { readonly pictures: readonly Uint8Array[] }
    | null
  /** Null for an answer that failed; `reason` then says why. */
  readonly score: Score | null
  readonly reason?: string | undefined
}

/** One task of a round. */
export interface SheetTask {
  readonly id: string
  /** A picture and the text in it, or a prompt. */
  readonly asked: { readonly picture: Uint8Array; readonly text: string } | { readonly prompt: string }
  readonly answers: readonly SheetAnswer[]
}

/** A round, for people to look at. */
export interface Sheet {
  readonly title: string
  readonly tasks: readonly SheetTask[]
}

/** Renders a round as one HTML page with its pictures in it: nothing is loaded, and nothing runs. */
export function renderSheet({ title, tasks }: Sheet): string {
  const miners = [...new Set(tasks.flatMap(({ answers }) => answers.map(({ miner }) => miner)))]
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${style}</style>
<h1>${escaped(title)}</h1>
<div class="miners">${miners.map((miner) => minerCard(miner, tasks)).join('')}</div>
${tasks.map(taskCard).join('\n')}
</html>
`
}

function minerCard(miner: string, tasks: readonly SheetTask[]): string {
  const scores = tasks.flatMap((task) =>
    task.answers
      .filter((one) => one.miner === miner)
      .map(({ score }) => ({ isReading: 'picture' in task.asked, value: score?.value ?? 0 })),
  )
  const line = (name: string, some: typeof scores) =>
    some.length === 0 ? '' : bar(name, some.reduce((sum, { value }) => sum + value, 0) / some.length)
  return `<section><h2>${escaped(miner)}</h2>${line('all tasks', scores)}${line(
    'reading',
    scores.filter(({ isReading }) => isReading),
  )}${line(
    'painting',
    scores.filter(({ isReading }) => !isReading),
  )}</section>`
}

function taskCard({ id, asked, answers }: SheetTask): string {
  const isReading = 'picture' in asked
  const question = isReading
    ? `${image(asked.picture, asked.text)}<p class="truth">${escaped(asked.text)}</p>`
    : `<p class="prompt">${escaped(asked.prompt)}</p>`
  const cells = answers.map((one) => answerCell(one, isReading ? asked.text : null)).join('')
  return `<article><header><small>${escaped(id)}</small>${question}</header><div class="answers">${cells}</div></article>`
}

function answerCell({ miner, answer, score, reason }: SheetAnswer, truth: string | null): string {
  return `<section class="${score !== null && score.value > 0 ? '' : 'nothing'}"><h3>${escaped(miner)} <b>${(score?.value ?? 0).toFixed(2)}</b></h3>${answerText(
    answer,
    truth,
  )}${reason === undefined ? '' : `<p class="gate">${escaped(reason)}</p>`}${score === null ? '' : partsOf(score)}</section>`
}

function answerText(answer: SheetAnswer['answer'], truth: string | null): string {
  if (answer === null) return ''
  if ('pictures' in answer) return `<p>${answer.pictures.map((png) => image(png, 'painted')).join(' ')}</p>`
  const marks = align(answer.text, truth ?? '').map(
    ({ text, kind }) => `<i class="${kind}">${escaped(text)}</i>`,
  )
  const sure = `<small>${Math.round(100 * answer.confidence)} % sure</small>`
  return `<p class="read">${marks.join('')} ${sure}</p>`
}

function partsOf({ failedGate, criteria, factors, leftOut = [] }: Score): string {
  if (failedGate !== null) return `<p class="gate">not ${escaped(failedGate)}</p>`
  return [
    ...criteria.map(({ name, score }) => bar(name, score)),
    ...factors.map(({ name, factor }) => bar(`× ${name}`, factor)),
    ...leftOut.map(
      ({ name, reason }) => `<p class="gate">${escaped(name)} not checked: ${escaped(reason)}</p>`,
    ),
  ].join('')
}

const bar = (name: string, value: number) =>
  `<div class="bar"><span>${escaped(name)}</span><s><u style="width:${(100 * value).toFixed(1)}%"></u></s><span>${value.toFixed(2)}</span></div>`

const image = (png: Uint8Array, text: string) =>
  `<img alt="${escaped(text)}" src="data:image/png;base64,${Buffer.from(png).toString('base64')}">`

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign)

const style = `
:root { color-scheme: light dark; --ink: light-dark(#1d232b, #e6e9ee); --soft: light-dark(#66717f, #98a3b1);
  --page: light-dark(#f4f5f7, #14171b); --card: light-dark(#fff, #1d2127); --line: light-dark(#dfe3e8, #2d333b);
  --good: light-dark(#2f7d5b, #5fbf94); --bad: light-dark(#b3372f, #f0847c) }
body { margin: 0 auto; max-width: 75rem; padding: 2rem 1.5rem 4rem; background: var(--page); color: var(--ink);
  font: 15px/1.45 system-ui, sans-serif }
h1 { font-size: 1.5rem; margin: 0 0 1.25rem }
h2 { font-size: 1.05rem; margin: 0 0 .6rem }
h3 { display: flex; justify-content: space-between; font-size: .9rem; margin: 0 0 .5rem }
small { color: var(--soft) }
.miners, .answers { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 1rem }
.miners { margin-bottom: 2rem }
.miners section, article { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.1rem }
article { margin-bottom: 1.25rem }
header { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem 1.25rem; margin-bottom: 1rem }
header small { flex-basis: 100% }
header img { max-width: 100%; border-radius: 4px }
.answers section { border-top: 3px solid var(--good); padding-top: .6rem }
.answers .nothing { border-color: var(--bad) }
.truth, .read { font-family: ui-monospace, monospace; overflow-wrap: anywhere }
.truth, .prompt { margin: 0; font-size: 1.05rem }
.read { margin: 0 0 .6rem }
.answers img { width: 96px; height: 96px; object-fit: contain; image-rendering: pixelated; border: 1px solid var(--line); border-radius: 4px }
i { font-style: normal; white-space: pre-wrap }
.wrong { color: var(--bad); font-weight: 700 }
.missing { color: var(--bad); text-decoration: line-through; opacity: .6 }
.gate { color: var(--bad); margin: .3rem 0 }
.bar { display: grid; grid-template-columns: 6rem 1fr 2.3rem; gap: .5rem; align-items: center; font-size: .8rem; color: var(--soft);
  font-variant-numeric: tabular-nums }
.bar s { display: block; height: 6px; border-radius: 3px; background: var(--line); text-decoration: none }
.bar u { display: block; height: 100%; border-radius: 3px; background: var(--good) }
`
