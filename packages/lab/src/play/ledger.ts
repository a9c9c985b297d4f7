import { type Chain, uidOf } from '../chain/chain.js'
import type { Registration } from '../chain/register.js'
import type { EpochPay } from '../chain/run-epoch.js'
import type { MinerSeat, ValidatorSeat } from './population.js'
import type { Receipt } from './receipt.js'
import type { MinerRecord, Simulation, ValidatorRecord } from './records.js'
import type { ScorerResult } from './scorer.js'

/** Adds up what a simulation does to each neuron. */
export function createLedger(seed: number, seats: readonly ValidatorSeat[]) {
  const miners: MinerRecord[] = []
  const current = new Map<string, MinerRecord>()
  const validators = new Map<string, ValidatorRecord>(
    seats.map(({ hotkey, agent, stake }) => [
      hotkey,
      { hotkey, agent, stake, earned: 0n, trust: [], refusals: new Map(), trouble: null },
    ]),
  )
  const troubles = new Set<string>()
  const unplaced: Simulation['unplaced'][number][] = []
  const receipts: Receipt[] = []
  let burned = 0n

  return {
    /** Record of a hotkey that is registered. */
    current: (hotkey: string): MinerRecord | undefined => current.get(hotkey),
    joined({ hotkey, operator, agent }: MinerSeat, epoch: number, { burn, evicted }: Registration) {
      if (evicted !== undefined) {
        const gone = current.get(evicted)
        if (gone) gone.left = epoch
        current.delete(evicted)
      }
      const record: MinerRecord = {
        ...{ hotkey, operator, agent, joined: epoch, left: null, burn, earned: 0n, work: 0 },
        ...{ answers: 0, silent: 0, late: 0, malformed: 0, trouble: null, incentives: [], means: [] },
        ...{ pays: [], works: [] },
      }
      miners.push(record)
      current.set(hotkey, record)
    },
    played(results: readonly ScorerResult[]) {
      const means = new Map<string, number[]>()
      for (const record of current.values()) record.works.push(0)
      for (const result of results) {
        for (const effort of result.efforts) {
          const record = current.get(effort.hotkey)!
          record.work += effort.work
          record.works[record.works.length - 1]! += effort.work
          record.answers += effort.answers
          record.silent += effort.silent
          record.late += effort.late
          record.malformed += effort.malformed
          record.trouble ??= effort.trouble
        }
        for (const { hotkey, mean } of result.means) {
          const own = means.get(hotkey)
          if (own) own.push(mean)
          else means.set(hotkey, [mean])
        }
        for (const trouble of result.troubles) troubles.add(trouble)
        receipts.push(...result.receipts)
      }
      for (const [hotkey, own] of means) {
        current.get(hotkey)!.means.push(own.reduce((sum, mean) => sum + mean, 0) / own.length)
      }
    },
    unplaced({ hotkey, agent }: MinerSeat, epoch: number) {
      unplaced.push({ agent: agent.name, hotkey, epoch })
    },
    troubled(hotkey: string, reason: string) {
      const record = current.get(hotkey)
      if (record) record.trouble ??= reason
    },
    failed(hotkey: string, reason: string) {
      validators.get(hotkey)!.trouble ??= reason
    },
    refused(hotkey: string, reason: string) {
      const { refusals } = validators.get(hotkey)!
      refusals.set(reason, (refusals.get(reason) ?? 0) + 1)
    },
    paid(chain: Chain, pay: EpochPay) {
      burned += pay.burned
      for (const [hotkey, record] of current) {
        record.earned += pay.incentives.get(hotkey) ?? 0n
        record.pays.push(Number(pay.incentives.get(hotkey) ?? 0n) / 1e9)
        record.incentives.push(chain.neurons[uidOf(chain, hotkey) ?? -1]?.incentive ?? 0)
      }
      for (const [hotkey, record] of validators) {
        record.earned += pay.dividends.get(hotkey) ?? 0n
        record.trust.push(chain.neurons[uidOf(chain, hotkey) ?? -1]?.validatorTrust ?? 0)
      }
    },
    close: (epochs: number): Simulation => ({
      ...{ seed, epochs, miners, validators: [...validators.values()], burned },
      ...{ troubles: [...troubles], unplaced, receipts },
    }),
  }
}
