import { z } from 'zod'
import { defineAction } from '../../program/define-action.js'
import { renderStatus, statusDocument } from './document.js'
import { outboxPath, viewOutbox } from './open-outbox.js'
import { subjectFields } from './subject.js'

/** Entries that are shown. */
const newest = 5

export const action = defineAction(z.strictObject(subjectFields), async (context, place) => {
  const { chainError, readWeightRow, readWeightsState } = await import('@subnetkit/chain')
  const hotkey = await context.keys.hotkeyAddress()
  const client = await context.chain()
  const [statuses, state] = await Promise.all([
    viewOutbox(context, client, hotkey, place).status(newest),
    readWeightsState(client, { ...place, hotkey }),
  ])
  const { uid, lastUpdate, block, subnetExists, mechanismCount } = state
  if (!subnetExists) throw chainError('SUBNET_UNKNOWN', { netuid: place.netuid })
  if (place.mechanism >= mechanismCount) throw chainError('MECHANISM_UNKNOWN', place)
  const row = uid === null ? [] : await readWeightRow(client, { ...place, uid, at: block })
  const vector = { uids: row.map(([to]) => to), values: row.map(([, value]) => value), versionKey: 0n }
  const { weightsOf } = await import('./document.js')
  return {
    data: {
      ...place,
      hotkey,
      block: block.number,
      chain: { uid, lastUpdate, row: row.map(([to, value]) => ({ uid: to, value })) },
      entries: statuses.map(statusDocument),
    },
    text: () => {
      const { palette } = context
      const onChain =
        row.length === 0
          ? 'the chain holds no weights of this hotkey'
          : `the chain holds: ${weightsOf({ vector })}, last update at block ${lastUpdate}`
      const who = uid === null ? 'not registered' : `uid ${uid}`
      const known = statuses.toReversed().flatMap((status) => renderStatus(status, palette))
      return [
        `${palette.bold(`hotkey ${hotkey}`)}  subnet ${place.netuid}, ${who}  ${palette.dim(`block ${block.number}`)}`,
        onChain,
        '',
        ...(known.length === 0
          ? [
              palette.dim(`subnet weights set has none to follow: ${outboxPath(context, hotkey, place)}`),
              palette.dim(
                'validators and coordinators keep and log their own, in their folder or in PostgreSQL',
              ),
            ]
          : known),
      ].join('\n')
    },
  }
})
