import { z } from 'zod'
import { devnetChain } from '../../../neuron/devnet-chain.js'
import { taoField } from '../../config/fields.js'
import { confirmOrRefuse } from '../../context/confirm.js'
import { cliError } from '../../errors.js'
import { formatAmount } from '../../output/units.js'
import { defineAction } from '../../program/define-action.js'

const usual = 1_000n * 1_000_000_000n

const schema = z.strictObject({
  amount: taoField.refine((rao) => rao > 0n, 'must be above 0').default(usual),
})

export const action = defineAction(schema, async (context, { amount }) => {
  const coldkey = await context.keys.coldkeyAddress()
  const client = await context.chain()
  const { readBalance } = await import('@subnetkit/chain')
  const { api } = client
  const chain = api.runtimeChain.toString()
  if (chain !== devnetChain) throw cliError('FAUCET_UNAVAILABLE', { chain })
  if (context.settings.dryRun) {
    return {
      data: { dryRun: true, coldkey, amount },
      text: () => `dry run: would give ${formatAmount(amount)} to ${coldkey}`,
    }
  }
  await confirmOrRefuse(context, `Give ${formatAmount(amount)} to ${coldkey} on this devnet?`)
  // Digits as text: JSON has no numbers of this size.
  await client.ask('dev_fund', api.rpc('dev_fund', coldkey, amount.toString()))
  const balance = await readBalance(client, coldkey)
  return {
    data: { coldkey, amount, balance },
    text: () => `${context.palette.good('✓')} ${coldkey} has ${formatAmount(balance)} now`,
  }
})
