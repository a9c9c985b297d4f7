import type { Stop } from '@subnetkit/base'
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

/** The part of an answer that its client has got. */
interface Beginning {
  readonly text: string
  /** Miner that wrote it; null if none of it has come. */
  readonly by: Candidate | null
}

interface LiveParameters<Answer, Served> {
  open(): Promise<OpenedAnswer<Answer>>
  onBegin(): void
  headersOf(opened: OpenedAnswer<Answer>): Readonly<Record<string, string>>
  serve(answered: Answered<Answer>): Promise<Served>
  /** Aborts when the client leaves. */
  readonly stop: Stop
}

/** The live answer of one request, and what there is of it if its client leaves. */
export function createLive<Answer, Served>({
  open,
  onBegin,
  headersOf,
  serve,
  stop,
}: LiveParameters<Answer, Served>) {
  let opened: OpenedAnswer<Answer> | null = null
  let [passed, isOpened] = ['', false]
  let miner: Candidate | null = null
  return {
    async open(): Promise<ServedLive<Served>> {
      isOpened = true
      const live = await open()
      opened = live
      miner = live.miner
      onBegin()
      async function* texts() {
        try {
          for await (const text of live.texts) {
            passed += text
            yield text
          }
        } catch (error) {
          // An answer that broke off costs nothing, also where its client has read the beginning.
          if (error !== stop.reason) opened = null
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
      const { miner: by, cancel, soFar } = opened
      opened = null
      cancel()
      return { miner: by, answer: soFar() }
    },
    /** True once miners were asked for an answer that is passed on as it comes. */
    isOpened: () => isOpened,
    /** Text that was passed on by now. */
    beginning: (): Beginning => ({ text: passed, by: miner }),
  }
}
