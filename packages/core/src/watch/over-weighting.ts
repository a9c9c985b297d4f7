import { createEvidence, type Evidence, mean } from './evidence.js'
import type { ColludingPairFinding, SelfDealingFinding } from './finding.js'
import type { History } from './history.js'
import { createShares, isKnownRow, type Shares } from './shares.js'

/** Epochs that a finding takes. */
const needed = 6
const lastLooks = 7
/** Least excess over consensus, as a share of all weights and as a part of the consensus. */
const leastExcess = 0.03
const leastPart = { coldkey: 0.15, common: 1 }
/** Multiple of the median deviation of the others that the excess must exceed, too. */
const deviations = { coldkey: 4, common: 5 }
/** Voters beside the suspects without whom there is no consensus to compare with. */
const leastOthers = 3

interface Look {
  readonly share: number
  readonly agreed: number
  readonly deviation: number
  readonly factor: number
}

interface Favour {
  readonly link: keyof typeof leastPart
  readonly voter: number
  readonly uids: readonly number[]
}

/** Compares the share of a voter on some uids with that of the others; null where it is within the limits. */
function favourAt(
  history: History,
  shares: Shares,
  at: number,
  { link, voter, uids }: Favour,
  excluded: readonly number[],
): Look | null {
  if (uids.length === 0 || !isKnownRow(history, at, voter)) return null
  const share = shares.of(at, voter, uids)
  if (share < leastExcess) return null
  const agreed = shares.agreed(at, uids, excluded)
  if (share < agreed + leastExcess) return null
  const deviation = shares.deviation(at, uids, excluded)
  const limit = Math.max(leastExcess + leastPart[link] * agreed, deviations[link] * deviation)
  const factor = (share - agreed) / limit
  return factor >= 1 ? { share, agreed, deviation, factor } : null
}

/** Finds validators that favour neurons of their own coldkey. */
export function findSelfDealing(history: History): SelfDealingFinding[] {
  const shares = createShares(history)
  const found = new Map<string, SelfDealingFinding>()
  const gathered = new Map<string, Evidence<Look & { readonly uids: readonly number[] }>>()
  for (const [at, { voters, snapshot }] of history.epochs.entries()) {
    if (voters.length < 1 + leastOthers) continue
    for (const voter of voters) {
      const subject = history.subject(at, voter)
      const mates = snapshot.neurons.filter(({ coldkey }) => coldkey === subject.coldkey)
      const uids = mates.map(({ uid }) => uid).filter((uid) => uid !== voter)
      if (uids.length === 0 || found.has(subject.hotkey)) continue
      const look = favourAt(history, shares, at, { link: 'coldkey', voter, uids }, [voter])
      const evidence = gathered.get(subject.hotkey) ?? createEvidence(needed, lastLooks)
      gathered.set(subject.hotkey, evidence)
      const complete = evidence.add(at, look && { ...look, uids })
      if (complete === null) continue
      const favoured = uids.filter((uid) => shares.of(at, voter, [uid]) > shares.agreed(at, [uid], [voter]))
      found.set(subject.hotkey, {
        kind: 'self-dealing',
        validators: [subject],
        miners: favoured.map((uid) => history.subject(at, uid)),
        share: mean(complete.map((one) => one.look.share)),
        consensusShare: mean(complete.map((one) => one.look.agreed)),
        othersDeviation: mean(complete.map((one) => one.look.deviation)),
        ...spanOf(history, complete),
        confidence: mean(complete.map((one) => one.look.factor)) >= 2 ? 'high' : 'moderate',
      })
    }
  }
  return [...found.values()]
}

type PairLook = readonly [Look, Look]

/** Returns true if consensus is on its way to the shares of the pair: it was early, not wrong. */
function isShrinking(complete: readonly { readonly look: PairLook }[]): boolean {
  const excess = ({ look: [one, other] }: { readonly look: PairLook }) =>
    one.share - one.agreed + other.share - other.agreed
  return excess(complete.at(-1)!) < 0.7 * excess(complete[0]!)
}

interface Suspicion {
  readonly link: ColludingPairFinding['link']
  readonly favours: readonly [Favour, Favour]
}

/** Finds pairs of validators that favour each other's miners, or the same ones. */
export function findColludingPairs(history: History): ColludingPairFinding[] {
  const shares = createShares(history)
  const found = new Map<string, ColludingPairFinding>()
  const gathered = new Map<string, Evidence<PairLook>>()
  for (const [at, { voters }] of history.epochs.entries()) {
    if (voters.length < 2 + leastOthers) continue
    const favourites = new Map(voters.map((voter) => [voter, favouritesOf(history, shares, at, voter)]))
    for (const [index, one] of voters.entries()) {
      for (const other of voters.slice(index + 1)) {
        const pair = [history.subject(at, one), history.subject(at, other)] as const
        const key = `${pair[0].hotkey} ${pair[1].hotkey}`
        if (found.has(key) || pair[0].coldkey === pair[1].coldkey) continue
        for (const suspicion of suspicionsOf(history, at, one, other, favourites)) {
          const looks = suspicion.favours.map((favour) => favourAt(history, shares, at, favour, [one, other]))
          const name = `${key} ${suspicion.link}`
          const evidence = gathered.get(name) ?? createEvidence<PairLook>(needed, lastLooks)
          gathered.set(name, evidence)
          const [left, right] = looks
          const complete = evidence.add(at, left && right ? [left, right] : null)
          if (complete === null || found.has(key) || isShrinking(complete)) continue
          const of = (name: keyof Look) =>
            [0, 1].map((side) => mean(complete.map(({ look }) => look[side]![name]))) as [number, number]
          const miners = new Set(suspicion.favours.flatMap(({ uids }) => uids))
          found.set(key, {
            kind: 'colluding-pair',
            validators: pair,
            link: suspicion.link,
            miners: [...miners].map((uid) => history.subject(at, uid)),
            shares: of('share'),
            consensusShares: of('agreed'),
            othersDeviation: Math.max(...of('deviation')),
            ...spanOf(history, complete),
            confidence: Math.min(...of('factor')) >= 2 ? 'high' : 'moderate',
          })
        }
      }
    }
  }
  return [...found.values()]
}

/** Uids that a voter gives more than the others do, by a third of the least excess each. */
function favouritesOf(history: History, shares: Shares, at: number, voter: number): readonly number[] {
  const row = history.epochs[at]!.rows[voter]!
  const uids: number[] = []
  for (const [uid, share] of row.entries()) {
    if (share < leastExcess / 3 || !shares.isSettled(at, uid)) continue
    if (share >= (1 + leastPart.common) * shares.agreed(at, [uid], [voter])) uids.push(uid)
  }
  return uids
}

function suspicionsOf(
  { epochs }: History,
  at: number,
  one: number,
  other: number,
  favourites: ReadonlyMap<number, readonly number[]>,
): readonly Suspicion[] {
  const { neurons } = epochs[at]!.snapshot
  const ownedBy = (uid: number) =>
    neurons.filter(({ coldkey }) => coldkey === neurons[uid]!.coldkey).map(({ uid: mate }) => mate)
  const theirs = new Set(favourites.get(other))
  const common = favourites.get(one)!.filter((uid) => theirs.has(uid))
  return [
    {
      link: 'coldkey',
      favours: [favourOf('coldkey', one, ownedBy(other)), favourOf('coldkey', other, ownedBy(one))],
    },
    { link: 'common', favours: [favourOf('common', one, common), favourOf('common', other, common)] },
  ]
}

const favourOf = (link: Favour['link'], voter: number, uids: readonly number[]): Favour => ({
  link,
  voter,
  uids,
})

function spanOf({ epochs }: History, complete: readonly { readonly at: number }[]) {
  const [first, last] = [complete[0]!.at, complete.at(-1)!.at]
  return {
    epochs: last - first + 1,
    sinceBlock: epochs[first]!.snapshot.block,
    foundBlock: epochs[last]!.snapshot.block,
  }
}
