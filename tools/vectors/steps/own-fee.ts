import type { Outcome } from './record.js'

// The records are without the fee of the step itself: among its events, and in the balance of its sender.

const isOf = ({ data }: Outcome['events'][number], by: string) => data.includes(`@${by}`)

/** Events without the withdrawal in front and the refund at the end. `fee` is undefined where none was charged. */
export function withoutFee(
  events: Outcome['events'],
  by: string,
  fee: bigint | undefined,
): Outcome['events'] {
  if (fee === undefined) return events
  const [first, last] = [events[0], events.at(-1)]
  const from = first?.name === 'Balances.Withdraw' && isOf(first, by) ? 1 : 0
  const isRefund = events.length > from && last?.name === 'Balances.Deposit' && isOf(last, by)
  return events.slice(from, isRefund ? -1 : undefined)
}

const free = /"free":"(\d+)"/

/** Storage with the fee back on the account that has paid it. */
export function withoutFeeOf(
  storage: Outcome['storage'],
  by: string,
  fee: bigint | undefined,
): Outcome['storage'] {
  if (!fee) return storage
  const refunded = (value: string) => value.replace(free, (_, rao: string) => `"free":"${BigInt(rao) + fee}"`)
  return storage.map((entry) =>
    entry.item === 'System.Account' && entry.key.endsWith(`@${by}`) && entry.value !== null
      ? { ...entry, value: refunded(entry.value) }
      : entry,
  )
}
