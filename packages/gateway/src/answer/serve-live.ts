import type { Candidate } from '../model.js'
import type { Answered } from './answer-all.js'
import type { OpenedAnswer } from './open-answer.js'

/** An answer that is passed on while its miner writes it. */
export interface ServedLive<Served> {
  /** The text as it comes, for one reader. Throws ApiError. */
  readonly texts: AsyncIterable<string>
  readonly headers: Readonly<Record<string, string>>
  /** Charges for the answer once the text has come to its end, and states it in the receipt. */
  serve(): Promise<Served>
}

interface LiveParameters<Answer, Served> {
  open(): Promise<OpenedAnswer<Answer>>
  onBegin(): void
  headersOf(opened: OpenedAnswer<Answer>): Readonly<Record<string, string>>
  serve(answered: Answered<Answer>): Promise<Served>
  /** Aborts when the client leaves. */
  readonly signal: AbortSignal
}

/** The live answer of one request, and what there is of it if its client leaves. */
export function createLive<Answer, Served>({
  open,
  onBegin,
  headersOf,
  serve,
  signal,
}: LiveParameters<Answer, Served>) {
  let opened: OpenedAnswer<Answer> | null = null
  return {
    async open(): Promise<ServedLive<Served>> {
      const live = await open()
      opened = live
      onBegin()
      async function* texts() {
        try {
          yield* live.texts
        } catch (error) {
          // An answer that broke off costs nothing, also where its client has read the beginning.
          if (error !== signal.reason) opened = null
          throw error
        }
      }
      return {
        texts: texts(),
        headers: headersOf(live),
        serve() {
          opened = null
          return serve(live.answered())
        },
      }
    },
    /** Ends an answer that is open. Returns the part of it that has come; null if none is open. */
    leave(): { readonly answer: Answer; readonly miner: Candidate } | null {
      if (opened === null) return null
      const { miner, cancel, soFar } = opened
      opened = null
      cancel()
      return { miner, answer: soFar() }
    },
  }
}
