/** One side of a duel. */
export interface Duelist {
  /** Task that was answered; the same for both sides of a shared task. */
  readonly question: string
  readonly answer: string
}

/** Verdict on a duel. */
export type Winner = 'first' | 'second' | 'tie'

/** Judge of duels, such as a model: a port, so that tests have one of their own. */
export interface Judge {
  /** Says which answer is better. May throw: it is asked once more after all other duels. */
  judge(
    duel: { readonly first: Duelist; readonly second: Duelist },
    options: { readonly signal: AbortSignal },
  ): Promise<Winner>
}

/** Most bytes of a question and of an answer that a judge sees, as JSON: both fit into a feature. */
const [mostQuestion, mostAnswer] = [1_200, 2_800]

/** Cuts a side of a duel to what fits into a feature. */
export function cutDuelist(given: unknown): Duelist {
  const { question, answer } = Object(given) as Partial<Duelist>
  return { question: cutText(question, mostQuestion), answer: cutText(answer, mostAnswer) }
}

function cutText(text: unknown, mostBytes: number): string {
  if (typeof text !== 'string') throw new TypeError(`${typeof text} is no text for a judge`)
  let [bytes, end] = [2, 0]
  for (const character of text) {
    bytes += Buffer.byteLength(JSON.stringify(character)) - 2
    if (bytes > mostBytes) break
    end += character.length
  }
  return text.slice(0, end)
}
