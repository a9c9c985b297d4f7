import { allMetrics } from './table.js'

const specs = new Map(allMetrics)
/** Words of PromQL that stand where a name could. */
const words = new Set([
  'by',
  'on',
  'or',
  'and',
  'unless',
  'offset',
  'without',
  'ignoring',
  'group_left',
  'group_right',
  'bool',
])

/** A metric that an expression names, with what it asks of its labels. */
interface Selector {
  readonly name: string
  readonly matchers: readonly (readonly [label: string, operator: string, value: string])[]
}

/** Metrics that an expression of PromQL reads. */
export function selectorsOf(expr: string): readonly Selector[] {
  const bare = expr
    .replace(/\[[^\]]*\]/g, ' ')
    .replace(/\b(?:by|on|without|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ')
  const names = /\b([a-z_]\w*)(\s*\()?(?:\{([^}]*)\})?/gi
  return [...bare.matchAll(names)].flatMap(([, name = '', call, labels = '']) => {
    if (call !== undefined || words.has(name)) return []
    const matchers = [...labels.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g)]
    return [
      {
        name,
        matchers: matchers.map(
          ([, label = '', operator = '', value = '']) => [label, operator, value] as const,
        ),
      },
    ]
  })
}

/** Labels that scraping adds, and those of histograms. */
const common = new Set(['instance', 'job', 'le'])

/** Flaws of an expression against the catalogue: metrics, labels and values that do not exist. */
export function flawsOf(expr: string): readonly string[] {
  return selectorsOf(expr).flatMap(({ name, matchers }) => {
    if (name === 'up') return []
    const histogram = /^(.*)_(?:bucket|sum|count)$/.exec(name)?.[1] ?? ''
    const spec = specs.get(histogram)?.type === 'histogram' ? specs.get(histogram) : specs.get(name)
    if (spec === undefined) return [`no metric ${name}`]
    if (spec === specs.get(name) && spec.type === 'histogram') return [`${name} is a histogram`]
    return matchers.flatMap(([label, operator, value]) => {
      if (common.has(label)) return []
      const values = spec.labels[label]
      if (values === undefined) return [`${name} has no label ${label}`]
      if (typeof values === 'string') return []
      const isMet = (one: string) =>
        /~/.test(operator) ? new RegExp(`^(?:${value})$`).test(one) : one === value
      return values.some(isMet) ? [] : [`${label} of ${name} is never ${value}`]
    })
  })
}
