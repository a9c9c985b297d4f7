import type { Draft } from '../draft.js'

/** Source of a mutation's choices. */
export interface Noise {
  readonly n: number
  readonly text: string
}

/** Changes a draft. `other` is another valid request of the same kind. */
export type Mutation = (draft: Draft, noise: Noise, other: Draft) => void

export type Change = (value: string, noise: Noise) => string

export const pick = <T>(choices: readonly T[], n: number): T => choices[n % choices.length]!

/** Changes the value of one header, of those that authenticate. */
export const onValue =
  (change: Change, role?: string): Mutation =>
  ({ headers }, noise) => {
    const own = headers.filter(([name]) => role === undefined || name.toLowerCase().endsWith(role))
    const header = own[noise.n % Math.max(1, own.length)]
    if (header) header[1] = change(header[1], { ...noise, n: noise.n >> 3 })
  }

export const insert = (text: string, at: number, part: string) => text.slice(0, at) + part + text.slice(at)
export const anywhere = (text: string, n: number) => n % (text.length + 1)
