import { z } from 'zod'
import { netuidField } from '../../config/fields.js'
import { blockTimeOf } from '../../context/block-time.js'
import { renderFacts } from '../../output/table.js'
import { formatAmount } from '../../output/units.js'
import { defineAction } from '../../program/define-action.js'
import { renderHeader } from '../metagraph/header.js'

export const action = defineAction(z.strictObject({ netuid: netuidField }), async (context, { netuid }) => {
  const { readMetagraph } = await import('@subnetkit/chain')
  const client = await context.chain()
  const { neurons, ...subnet } = await readMetagraph(client, { netuid })
  return {
    data: { ...subnet, neurons: neurons.length },
    text: () => {
      const { palette } = context
      const { ownerColdkey, ownerHotkey, pool, registeredAt, parameters } = subnet
      return [
        ...renderHeader({ ...subnet, neurons }, context, blockTimeOf(client)),
        '',
        ...renderFacts(
          [
            ['owner', `${ownerColdkey}, hotkey ${ownerHotkey}`],
            ['registered', `at block ${registeredAt}`],
            [
              'pool',
              `${formatAmount(pool.tao, { digits: 4 })}, ${formatAmount(pool.alpha, { digits: 4, unit: 'α' })}`,
            ],
            ['neurons', `${neurons.length} of ${parameters.maxUids}`],
            ['validators', `at most ${parameters.maxValidators}`],
            ['activity cutoff', `${parameters.activityCutoff} blocks`],
          ],
          palette,
        ),
      ].join('\n')
    },
  }
})
