import type { Feed, Series, StepRange } from '../feed.js'
import { resolveQuotes } from './resolve.js'

/** Steps that a source is asked about; both are included. */
export interface QuoteRequest extends StepRange {
  readonly series: string
}

/** A place that quotes series, such as an exchange. */
export interface Source {
  readonly name: string
  /** Returns one value for each step, undefined where it has none. Throws if it cannot be reached. */
  quotes(request: QuoteRequest): Promise<readonly (number | undefined)[]>
}

/** Options of {@link createSourcedFeed}. */
export interface SourcedFeedOptions extends Pick<Feed, 'series' | 'mostSteps' | 'newestStep'> {
  readonly series: readonly Series[]
  /** At least two; with three or more, one may fail or be wrong. */
  readonly sources: readonly Source[]
}

/** A feed that resolves its series from several sources. One that fails is left out as long as two others answer. */
export function createSourcedFeed({ sources, ...feed }: SourcedFeedOptions): Feed {
  if (sources.length < 2) throw new Error(`a feed needs two sources, and has ${sources.length}`)
  return {
    ...feed,
    async read(range) {
      const readings = feed.series.map(async ({ name }) => {
        const answers = await Promise.allSettled(
          sources.map((source) => source.quotes({ ...range, series: name })),
        )
        range.signal.throwIfAborted()
        const quotes = answers.flatMap((answer, at) =>
          answer.status === 'fulfilled' ? [{ source: sources[at]!.name, values: answer.value }] : [],
        )
        if (quotes.length >= 2) return [name, resolveQuotes(name, range, quotes)] as const
        const reasons = answers.flatMap((answer, at) =>
          answer.status === 'rejected' ? [`${sources[at]!.name}: ${String(answer.reason)}`] : [],
        )
        throw new Error(`${name} has ${quotes.length} of ${sources.length} sources: ${reasons.join('; ')}`)
      })
      return Object.fromEntries(await Promise.all(readings))
    },
  }
}
