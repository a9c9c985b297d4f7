import type { Metagraph, Neuron } from '@subnetkit/chain'
import { showHostPort } from '../../output/host-port.js'
import type { Palette } from '../../output/palette.js'
import type { Column } from '../../output/table.js'
import { printable } from '../../output/text.js'
import { formatNumber } from '../../output/units.js'

/** Eighths of a column, for the bar that shows stake. */
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█']
const barWidth = 8

/** Values of the whole metagraph that the columns need. */
export interface TableScale {
  readonly metagraph: Metagraph
  readonly palette: Palette
  /** The highest stake among all neurons, in rao. */
  readonly mostStake: bigint
}

/** The columns of the table; on a narrow terminal the least informative ones are dropped first. */
export function metagraphColumns({ metagraph, palette, mostStake }: TableScale): readonly Column<Neuron>[] {
  const share = (value: number) => (value === 0 ? '·' : (value / 65_535).toFixed(4))
  const faint = (text: string) => (/^\s*·\s*$/.test(text) ? palette.dim(text) : text)
  return [
    { title: 'UID', text: ({ uid }) => String(uid), align: 'right', paint: palette.bold },
    {
      title: '',
      text: markOf,
      paint: (text, { validatorPermit }) => (validatorPermit ? palette.good(text) : text),
    },
    {
      title: 'HOTKEY',
      text: ({ hotkey }) => hotkey,
      shrinkTo: 11,
      paint: (text, { hotkey }) => (hotkey === metagraph.ownerHotkey ? palette.accent(text) : text),
    },
    ...(metagraph.neurons.some(({ identity }) => identity !== null)
      ? [{ title: 'NAME', text: nameOf, shrinkTo: 8, leaves: 4 }]
      : []),
    { title: 'COLDKEY', text: ({ coldkey }) => coldkey, shrinkTo: 11, leaves: 4, paint: palette.dim },
    { title: 'STAKE α', text: ({ stake }) => amount(stake), align: 'right', paint: faint },
    {
      title: '',
      text: ({ stake }) => bar(stake, mostStake).padEnd(barWidth),
      leaves: 5,
      paint: palette.accent,
    },
    { title: 'INCENTIVE', text: ({ incentive }) => share(incentive), align: 'right', paint: faint },
    {
      title: 'DIVIDENDS',
      text: ({ dividends }) => share(dividends),
      align: 'right',
      leaves: 1,
      paint: faint,
    },
    {
      title: 'VTRUST',
      text: ({ validatorTrust }) => share(validatorTrust),
      align: 'right',
      leaves: 2,
      paint: faint,
    },
    {
      title: 'CONSENSUS',
      text: ({ consensus }) => share(consensus),
      align: 'right',
      leaves: 6,
      paint: faint,
    },
    { title: 'α/EPOCH', text: ({ emission }) => amount(emission), align: 'right', leaves: 1, paint: faint },
    {
      title: 'UPDATED',
      text: ({ lastUpdate }) => `${Math.max(0, metagraph.block - lastUpdate)}b`,
      align: 'right',
      leaves: 3,
      paint: (text, { validatorPermit }) => (validatorPermit ? text : palette.dim(text)),
    },
    {
      title: 'IMMUNE',
      text: ({ registeredAt }) => immunityOf(registeredAt, metagraph),
      align: 'right',
      leaves: 5,
      paint: faint,
    },
    { title: 'AXON', text: axonOf, leaves: 3, paint: faint },
  ]
}

/** `●` has a permit, `○` is active without one, `·` is idle. */
const markOf = ({ validatorPermit, active }: Neuron): string => {
  if (validatorPermit) return '●'
  return active ? '○' : '·'
}

const nameOf = ({ identity }: Neuron): string => (identity === null ? '·' : printable(identity))

/** Blocks for which a neuron cannot be replaced yet. */
function immunityOf(registeredAt: number, { block, parameters }: Metagraph): string {
  const left = registeredAt + parameters.immunityPeriod - block
  return left > 0 ? `${left}b` : '·'
}

const axonOf = ({ axon }: Neuron): string => (axon === null ? '·' : showHostPort(axon))

/** Three significant places where an amount is small, none where it is huge. */
function amount(rao: bigint): string {
  if (rao === 0n) return '·'
  if (rao < 1_000_000n) return formatNumber(rao, 9)
  if (rao < 1_000_000_000_000n) return formatNumber(rao, 4)
  return formatNumber(rao, 0)
}

function bar(part: bigint, most: bigint): string {
  if (most === 0n) return ''
  const steps = Number((part * BigInt(barWidth * 8)) / most)
  return '█'.repeat(Math.floor(steps / 8)) + (eighths[steps % 8] ?? '')
}
