import type { ComponentChildren } from 'preact'

export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'idle'

/** Shapes stand for tones, so that colour is never alone. */
const shapes: Readonly<Record<Tone, string>> = {
  good: 'M2 6.5 5 9l5-6',
  busy: 'M6 2a4 4 0 1 1-4 4',
  warn: 'M6 1.5 11 10.5H1zM6 5v2.5M6 9v.2',
  bad: 'M2.5 2.5l7 7M9.5 2.5l-7 7',
  idle: 'M2.5 6h7',
}

/** A state in a word, with a shape and a tint. */
export function Pill({ tone, children }: { readonly tone: Tone; readonly children: ComponentChildren }) {
  return (
    <span class={`pill ${tone}`}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        <path d={shapes[tone]} />
      </svg>
      {children}
    </span>
  )
}

/** A plain list of what a word stands for in a state. */
export const toneOfRound: Readonly<Record<string, Tone>> = {
  opened: 'busy',
  committed: 'busy',
  planned: 'busy',
  folded: 'good',
  skipped: 'warn',
}

export const toneOfQuery: Readonly<Record<string, Tone>> = {
  planned: 'idle',
  answered: 'busy',
  scored: 'good',
  unasked: 'warn',
  unscored: 'warn',
}

export const toneOfOutcome: Readonly<Record<string, Tone>> = {
  scored: 'good',
  absent: 'idle',
  malformed: 'bad',
  refused: 'warn',
  ours: 'idle',
}
