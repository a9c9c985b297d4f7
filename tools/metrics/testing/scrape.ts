/** Values that a process has shown at one moment. */
export interface Scrape {
  /** Unix seconds. */
  readonly at: number
  /** Text as Prometheus reads it. */
  readonly text: string
  /** Values by series, such as `queries_total{outcome="scored"}`. */
  readonly values: ReadonlyMap<string, number>
}

/** Reads the metrics of a process. */
export async function scrape(url: string): Promise<Scrape> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const values = lines.map((line) => {
    const end = line.lastIndexOf(' ')
    return [line.slice(0, end), Number(line.slice(end + 1))] as const
  })
  return { at: Date.now() / 1_000, text, values: new Map(values) }
}

/** Names of the metrics that have a value in a scrape. */
export const namesIn = ({ text, values }: Scrape): ReadonlySet<string> => {
  const histograms = [...text.matchAll(/^# TYPE (\w+) histogram$/gm)].map(([, name = '']) => name)
  const names = [...values.keys()].map((series) => series.replace(/\{.*/, ''))
  const ofHistogram = (name: string) => name.replace(/_(?:bucket|sum|count)$/, '')
  return new Set(names.map((name) => (histograms.includes(ofHistogram(name)) ? ofHistogram(name) : name)))
}

/**
 * Series of a process that stood as in the first scrape for `minutes`, and as in the second for as long again; without a second, as in the
 * first throughout. Unix times keep their distance to the clock in the first scrape. In the second they stand still.
 */
export function seriesOf(before: Scrape, after: Scrape | undefined, minutes: number): readonly object[] {
  const names = new Set([...before.values.keys(), ...(after ?? before).values.keys()])
  return [...names].map((series) => {
    const isTime = /_timestamp_seconds\b/.test(series)
    const shown = Array.from({ length: 2 * minutes }, (_, at) => {
      const one = at < minutes ? before : (after ?? before)
      const value = one.values.get(series)
      if (value === undefined) return '_'
      const now = one === after ? minutes : at
      return String(isTime ? value - one.at + 60 * now : value)
    })
    return { series, values: shown.join(' ') }
  })
}
