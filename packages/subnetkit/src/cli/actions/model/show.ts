import { readMetagraph } from '@subnetkit/chain'
import { z } from 'zod'
import { netuidField } from '../../config/fields.js'
import { renderTable } from '../../output/table.js'
import { defineAction } from '../../program/define-action.js'

interface Shown {
  readonly hotkey: string
  readonly sha256: string
  readonly name: string
  readonly licence: string
}

export const action = defineAction(
  z.strictObject({ netuid: netuidField }),
  async (context, { netuid }, [hotkey]) => {
    const { readModelCards } = await import('@subnetkit/core/validator')
    const client = await context.chain()
    const hotkeys =
      hotkey === undefined
        ? (await readMetagraph(client, { netuid })).neurons.map((neuron) => neuron.hotkey)
        : [hotkey]
    const cards = await readModelCards(client, { netuid, hotkeys })
    const models = cards.flatMap((card, at): Shown[] =>
      card === null
        ? []
        : [{ ...card, hotkey: hotkeys[at]!, sha256: Buffer.from(card.sha256).toString('hex') }],
    )
    return {
      data: { netuid, models },
      text: () =>
        models.length === 0
          ? `no ${hotkey === undefined ? 'miner' : 'model'} of subnet ${netuid} has a model on chain`
          : renderTable(columns, models, context).join('\n'),
    }
  },
)

const columns = [
  { title: 'HOTKEY', text: ({ hotkey }: Shown) => hotkey, shrinkTo: 10, leaves: 1 },
  { title: 'MODEL', text: ({ name }: Shown) => name },
  { title: 'LICENCE', text: ({ licence }: Shown) => licence },
  { title: 'SHA-256', text: ({ sha256 }: Shown) => sha256, shrinkTo: 12 },
]
