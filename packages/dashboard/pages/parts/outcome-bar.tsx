import { number } from './format.js'

export interface OutcomeCounts {
  readonly scored: number
  readonly absent: number
  readonly malformed: number
  readonly refused: number
  readonly ours: number
}

const order = ['scored', 'refused', 'malformed', 'absent', 'ours'] as const

/** The outcomes in a sentence: `8 scored, 2 absent`. */
export function outcomesInWords(outcomes: OutcomeCounts): string {
  const said = order.filter((name) => outcomes[name] > 0).map((name) => `${number(outcomes[name])} ${name}`)
  return said.length === 0 ? 'no task yet' : said.join(', ')
}

/** Tasks by outcome as one bar, with the same in words. Each outcome has a pattern of its own. */
export function OutcomeBar({ outcomes }: { readonly outcomes: OutcomeCounts }) {
  const all = order.reduce((sum, name) => sum + outcomes[name], 0)
  let x = 0
  return (
    <span class="outcomes">
      <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect class="rest" width="100" height="8" />
        {order.map((name) => {
          const width = all === 0 ? 0 : (100 * outcomes[name]) / all
          const from = x
          x += width
          return width === 0 ? null : <rect key={name} class={name} x={from} width={width} height="8" />
        })}
      </svg>
      <span class="words">{outcomesInWords(outcomes)}</span>
    </span>
  )
}
