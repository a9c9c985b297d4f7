import type { Score } from '../../rubric/rubric.js'
import type { Bytes } from '../encoding/byte-value.js'

/** A text, such as a prompt or an answer. */
export interface TextExhibit {
  readonly kind: 'text'
  readonly title: string
  readonly text: string
}

/** A picture: a PNG, JPEG, WebP or GIF file. */
export interface PictureExhibit {
  readonly kind: 'picture'
  readonly title: string
  readonly file: Bytes
}

/** Expected values of one step ahead, beside the value that came true. */
export interface FanPoint {
  /** Place on the horizontal axis, such as the number of steps ahead. */
  readonly at: number
  /** Equally likely values. */
  readonly samples: readonly number[]
  /** Value that came true; absent while it is not known. */
  readonly outcome?: number | undefined
}

/** A forecast as samples; pages show the quantiles of them. */
export interface FanExhibit {
  readonly kind: 'fan'
  readonly title: string
  /** Name of the horizontal axis, such as `steps ahead`. */
  readonly axis: string
  readonly points: readonly FanPoint[]
}

/** One thing that was checked. */
export interface CheckedRow {
  readonly name: string
  /** Facts by their names, such as `{ offset: 65536 }`. Each row of an exhibit has the same names. */
  readonly facts: Readonly<Record<string, string | number>>
  /** Null where it is not known. */
  readonly passed: boolean | null
}

/** Things that were checked, such as the pieces of an audit. */
export interface ChecksExhibit {
  readonly kind: 'checks'
  readonly title: string
  readonly rows: readonly CheckedRow[]
}

/** Something of a question or an answer that people look at. */
export type Exhibit = TextExhibit | PictureExhibit | FanExhibit | ChecksExhibit

/** A task of one miner as it is looked at. `Input` and `Output` are those of its synapse. */
export interface ExhibitedAnswer<Input = unknown, Output = unknown> {
  readonly family: string
  readonly input: Input
  /** Null without an answer, and for one that is too long to be kept. Binary values of it are kept for a while only, if at all. */
  readonly output: Output | null
  /** Truth of the task, once its round is over and its secret is public; undefined before. Its type is that of the family. */
  readonly truth: unknown
  /** Score of the task; null unless it is scored. */
  readonly score: number | null
  /** Parts of the score; null without any. */
  readonly parts: Score | null
}
