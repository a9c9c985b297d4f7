import type { Neuron } from '@subnetkit/chain'
import { z } from 'zod'
import { netuidField } from '../../config/fields.js'
import { type Column, renderTable } from '../../output/table.js'
import { printable } from '../../output/text.js'
import { formatNumber } from '../../output/units.js'
import { defineAction } from '../../program/define-action.js'

interface Row {
  readonly netuid: number
  readonly subnet: string | null
  readonly hotkeyName: string
  readonly neuron: Neuron
  /** Blocks since the last update. */
  readonly age: number
}

const share = (value: number): string => (value === 0 ? '·' : (value / 65_535).toFixed(4))
const columns: readonly Column<Row>[] = [
  { title: 'NETUID', text: ({ netuid }) => String(netuid), align: 'right' },
  { title: 'SUBNET', text: ({ subnet }) => printable(subnet ?? '·'), shrinkTo: 8, leaves: 3 },
  { title: 'HOTKEY', text: ({ hotkeyName }) => printable(hotkeyName), shrinkTo: 6 },
  { title: 'UID', text: ({ neuron }) => String(neuron.uid), align: 'right' },
  { title: 'PERMIT', text: ({ neuron }) => (neuron.validatorPermit ? 'yes' : '·'), leaves: 2 },
  { title: 'STAKE α', text: ({ neuron }) => formatNumber(neuron.stake, 4), align: 'right' },
  { title: 'INCENTIVE', text: ({ neuron }) => share(neuron.incentive), align: 'right' },
  { title: 'DIVIDENDS', text: ({ neuron }) => share(neuron.dividends), align: 'right', leaves: 1 },
  { title: 'α/EPOCH', text: ({ neuron }) => formatNumber(neuron.emission, 4), align: 'right' },
  { title: 'UPDATED', text: ({ age }) => `${age}b`, align: 'right', leaves: 2 },
]

const schema = z.strictObject({ netuid: netuidField.optional() })

export const action = defineAction(schema, async (context, { netuid }) => {
  const { listWallets } = await import('@subnetkit/wallet')
  const { readMetagraph, readRegistrations, readSubnets } = await import('@subnetkit/chain')
  const { name } = context.settings.wallet
  const wallet = (await listWallets(context.keys.root)).find((listed) => listed.name === name)
  const named = new Map(
    (wallet?.hotkeys ?? []).flatMap(({ address, name: hotkey }) =>
      address === null ? [] : [[address, hotkey]],
    ),
  )
  if (named.size === 0) await context.keys.hotkeyAddress()
  const client = await context.chain()
  const { subnets, block } = await readSubnets(client)
  const netuids = subnets
    .map((subnet) => subnet.netuid)
    .filter((one) => netuid === undefined || one === netuid)
  const registered = await readRegistrations(client, { netuids, hotkeys: [...named.keys()] })
  const rows: Row[] = []
  for (const one of new Set(registered.map((found) => found.netuid))) {
    const metagraph = await readMetagraph(client, { netuid: one })
    for (const neuron of metagraph.neurons) {
      const hotkeyName = named.get(neuron.hotkey)
      if (hotkeyName === undefined) continue
      const age = Math.max(0, metagraph.block - neuron.lastUpdate)
      rows.push({ netuid: one, subnet: metagraph.name, hotkeyName, neuron, age })
    }
  }
  return {
    data: {
      wallet: name,
      block: block.number,
      neurons: rows.map(({ netuid: of, subnet, hotkeyName, neuron }) => ({
        netuid: of,
        subnet,
        hotkeyName,
        ...neuron,
      })),
    },
    text: () => {
      const { palette, width } = context
      const head = `${palette.bold(`neurons of wallet ${printable(name)}`)}  ${palette.dim(`block ${block.number}`)}`
      if (rows.length === 0) return `${head}\nno hotkey is registered`
      return [head, '', ...renderTable(columns, rows, { palette, width })].join('\n')
    },
  }
})
