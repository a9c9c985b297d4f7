import type { Exhibit } from '@subnetkit/core'
import { mostPictureBytes, type PictureShelf } from '../../pictures/picture-shelf.js'
import { mostRows, mostText, type PageExhibit } from './exhibit-fields.js'
import { visiblePart } from './visible.js'

type OfKind<E, Kind> = Extract<E, { readonly kind: Kind }>

const short = (value: unknown): string => visiblePart(String(value), 300).text

/** Turns what a subnet names into what a page gets: cut to size, with nothing invisible in it. Null for an exhibit that is none. */
export async function pageExhibit(exhibit: Exhibit, shelf: PictureShelf): Promise<PageExhibit | null> {
  switch (exhibit.kind) {
    case 'text':
      return { kind: 'text', title: short(exhibit.title), ...visiblePart(String(exhibit.text), mostText) }
    case 'picture':
      return pictureOf(exhibit, shelf)
    case 'fan':
      return fanOf(exhibit)
    case 'checks':
      return checksOf(exhibit)
    default:
      return null
  }
}

async function pictureOf(
  { title, file }: OfKind<Exhibit, 'picture'>,
  shelf: PictureShelf,
): Promise<PageExhibit> {
  const sha256 = await file.sha256()
  if (shelf.get(sha256) === null && file.size <= mostPictureBytes) {
    const data = await file.bytes().catch(() => null)
    if (data !== null) shelf.keep(data)
  }
  const kept = shelf.get(sha256)
  const size = kept === null ? null : { width: kept.width, height: kept.height }
  return { kind: 'picture', title: short(title), bytes: file.size, sha256, size }
}

const shares = [0.05, 0.25, 0.5, 0.75, 0.95] as const

function fanOf({ title, axis, points }: OfKind<Exhibit, 'fan'>): PageExhibit {
  const drawn = points.slice(0, mostRows).flatMap(({ at, samples, outcome }) => {
    const sorted = samples.filter(Number.isFinite).sort((left, right) => left - right)
    if (sorted.length === 0 || !Number.isFinite(at)) return []
    const [q05, q25, q50, q75, q95] = shares.map((share) => quantile(sorted, share)) as [
      number,
      number,
      number,
      number,
      number,
    ]
    return [
      {
        at,
        quantiles: [q05, q25, q50, q75, q95] as [number, number, number, number, number],
        samples: sorted.length,
        outcome: Number.isFinite(outcome) ? (outcome as number) : null,
      },
    ]
  })
  return {
    kind: 'fan',
    title: short(title),
    axis: short(axis),
    points: drawn.sort((left, right) => left.at - right.at),
  }
}

/** The value below which a share of sorted values lies, with a straight line between neighbours. */
export function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1)
  const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!]
  const part = place - Math.floor(place)
  // Both ends of what a number can hold have no difference.
  return below * (1 - part) + above * part
}

function checksOf({ title, rows }: OfKind<Exhibit, 'checks'>): PageExhibit {
  const names = Object.keys(rows[0]?.facts ?? {}).slice(0, 12)
  return {
    ...{ kind: 'checks', title: short(title), columns: names.map(short), hasMore: rows.length > mostRows },
    rows: rows.slice(0, mostRows).map(({ name, facts, passed }) => ({
      ...{ name: short(name), facts: names.map((column) => short(facts[column] ?? '')), passed },
    })),
  }
}
