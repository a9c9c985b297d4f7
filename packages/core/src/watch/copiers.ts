import { type Comparison, compareLags, createSources, type Source } from './copies.js'
import { createEvidence, type Evidence, mean } from './evidence.js'
import type { WeightCopierFinding } from './finding.js'
import { distance, type History, median } from './history.js'

/** Most epochs by which a copy is looked for: the delay of commit-reveal is part of it. */
const mostLag = 6
/**
 * Rules: the greatest distance from the source at the lag, as a part of that between independent validators (`closeness`) and of
 * that from the source at other times (`dip`), and the looks at new weights that must show it. Copies with noise of their own
 * show less of it, for longer.
 */
const rules = [
  { closeness: 0.15, dip: 0.6, needed: 4, of: 5 },
  { closeness: 0.4, dip: 0.92, needed: 11, of: 12 },
] as const
type Rule = (typeof rules)[number]
/** Greatest distance of a copy within the epoch, which has no other sign: the same weights. */
const identical = 0.0005
/** Below this distance of independent validators there is nothing to tell them apart by. */
const leastIndependent = 0.005

interface Look extends Comparison {
  readonly independent: number
}

/** Finds validators whose new weights are what another one, or consensus, had at one earlier epoch. */
export function findCopiers(history: History): WeightCopierFinding[] {
  const found = new Map<string, WeightCopierFinding>()
  const sourcesOf = createSources(history)
  const gathered = new Map<string, Evidence<Look>>()
  for (const [at, { voters, moved }] of history.epochs.entries()) {
    if (voters.length < 3 || at === 0) continue
    const pairs = pairDistances(history, at)
    for (const uid of moved) {
      const copier = history.subject(at, uid)
      if (found.has(copier.hotkey)) continue
      const amongOthers = median(
        pairs.flatMap(({ one, other, apart }) => (one === uid || other === uid ? [] : [apart])),
      )
      for (const { source, look, rule } of looksAt(history, at, uid, sourcesOf(at, uid), amongOthers)) {
        const key = `${copier.hotkey} ${source.copied} ${source.uid} ${look.lag} ${rule.dip}`
        const isCopy = isCopyBy(rule, look) && (look.lag > 0 || isRepeated(history, at, uid, source, look))
        const evidence = gathered.get(key) ?? (isCopy ? createEvidence<Look>(rule.needed, rule.of) : null)
        if (evidence === null) continue
        gathered.set(key, evidence)
        const complete = evidence.add(at, isCopy ? look : null)
        if (complete === null) continue
        const finding = findingOf(history, { uid, source, rule, complete })
        const before = found.get(copier.hotkey)
        if (before === undefined || finding.distance < before.distance) found.set(copier.hotkey, finding)
      }
    }
  }
  return [...found.values()]
}

function* looksAt(
  history: History,
  at: number,
  uid: number,
  sources: readonly Source[],
  amongOthers: number,
): Generator<{ readonly source: Source; readonly look: Look; readonly rule: Rule }> {
  const { voters, rows } = history.epochs[at]!
  for (const source of sources) {
    const shares = source.uid === null ? source.row(at) : null
    const independent =
      shares === null
        ? amongOthers
        : median(voters.flatMap((voter) => (voter === uid ? [] : [distance(rows[voter]!, shares)])))
    if (independent < leastIndependent) continue
    for (const comparison of compareLags(rows[uid]!, at, source, mostLag)) {
      if (comparison.lag === 0 && source.uid === null) continue
      for (const rule of rules) yield { source, look: { ...comparison, independent }, rule }
    }
  }
}

const isCopyBy = ({ closeness, dip }: Rule, look: Look): boolean =>
  look.distance <= closeness * look.independent && look.distance <= dip * look.otherwise

/** The same weights as those of another operator, set later in the same epoch. */
function isRepeated(history: History, at: number, uid: number, source: Source, look: Look): boolean {
  if (source.uid === null || look.distance > identical) return false
  const [own, other] = [history.neuron(at, uid), history.neuron(at, source.uid)]
  return own.coldkey !== other.coldkey && own.lastUpdate > other.lastUpdate
}

function pairDistances({ epochs }: History, at: number) {
  const { voters, rows } = epochs[at]!
  return voters.flatMap((one, index) =>
    voters.slice(index + 1).map((other) => ({ one, other, apart: distance(rows[one]!, rows[other]!) })),
  )
}

interface Complete {
  readonly uid: number
  readonly source: Source
  readonly rule: Rule
  readonly complete: readonly { readonly at: number; readonly look: Look }[]
}

function findingOf(history: History, { uid, source, rule, complete }: Complete): WeightCopierFinding {
  const [first, last] = [complete[0]!, complete.at(-1)!]
  const of = (name: keyof Look) => mean(complete.map(({ look }) => look[name]))
  const [near, otherwise, independent] = [of('distance'), of('otherwise'), of('independent')]
  const isFarOut = near <= (rule.closeness / 2) * independent && near <= (rule.dip / 2) * otherwise
  return {
    kind: 'weight-copier',
    validators: [history.subject(last.at, uid)],
    source: source.uid === null ? null : history.subject(last.at, source.uid),
    copied: source.copied,
    lag: last.look.lag,
    distance: near,
    distanceOtherwise: otherwise,
    independentDistance: independent,
    epochs: last.at - first.at + 1,
    sinceBlock: history.epochs[first.at]!.snapshot.block,
    foundBlock: history.epochs[last.at]!.snapshot.block,
    confidence: isFarOut ? 'high' : 'moderate',
  }
}
