import type { Metagraph, Neuron } from '@subnetkit/chain'
import type { Context } from '../../context/context.js'
import { renderTable } from '../../output/table.js'
import { metagraphColumns } from './columns.js'
import { renderHeader } from './header.js'

export const sortKeys = ['uid', 'stake', 'incentive', 'dividends', 'emission', 'updated'] as const

/** Filter and order of the neurons. */
export interface View {
  readonly sort: (typeof sortKeys)[number]
  readonly only?: 'validators' | 'miners' | undefined
  readonly limit?: number | undefined
}

/** The neurons of a view; the highest first, except by uid. */
export function selectNeurons({ neurons }: Metagraph, view: View): readonly Neuron[] {
  const kept = neurons.filter(({ validatorPermit, axon }) => {
    if (view.only === undefined) return true
    return view.only === 'validators' ? validatorPermit : axon !== null
  })
  const value = ({ uid, stake, incentive, dividends, emission, lastUpdate }: Neuron): bigint => {
    const key = { uid: -uid, stake, incentive, dividends, emission, updated: lastUpdate }[view.sort]
    return BigInt(key)
  }
  const sorted = kept.toSorted((left, right) => {
    const [a, b] = [value(left), value(right)]
    if (a === b) return left.uid - right.uid
    return a > b ? -1 : 1
  })
  return sorted.slice(0, view.limit ?? sorted.length)
}

/** Header, table and legend. */
export function renderMetagraph(
  { palette, width }: Pick<Context, 'palette' | 'width'>,
  metagraph: Metagraph,
  view: View,
  blockMs: number,
): string {
  const { neurons, parameters } = metagraph
  const shown = selectNeurons(metagraph, view)
  const mostStake = neurons.reduce((most, { stake }) => (stake > most ? stake : most), 0n)
  const columns = metagraphColumns({ metagraph, palette, mostStake })
  const permits = neurons.filter(({ validatorPermit }) => validatorPermit).length
  const serving = neurons.filter(({ axon }) => axon !== null).length
  const hidden = neurons.length - shown.length
  const counts = [
    `${neurons.length} of ${parameters.maxUids} neurons`,
    `${permits} of ${parameters.maxValidators} permits`,
    `${serving} serving`,
    ...(hidden > 0 ? [`${hidden} not shown`] : []),
  ]
  const table =
    shown.length === 0 ? [palette.dim('no neurons')] : renderTable(columns, shown, { palette, width })
  return [
    ...renderHeader(metagraph, { palette, width }, blockMs),
    '',
    ...table,
    '',
    palette.dim(`${counts.join(' · ')}    ● permit  ○ active  · idle`),
  ].join('\n')
}
