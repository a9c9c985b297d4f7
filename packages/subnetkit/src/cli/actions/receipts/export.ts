import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { z } from 'zod'
import { plural } from '../../../log/plural.js'
import { wholeNumber } from '../../config/fields.js'
import { checkAddress } from '../../context/address.js'
import { defineAction } from '../../program/define-action.js'
import { openValidatorStore } from '../../run/open-store.js'

const round = wholeNumber(0, 2 ** 40).optional()
const schema = z.strictObject({
  from: round,
  to: round,
  miner: z.string().optional(),
  proofs: z.boolean().default(true),
  observations: z.boolean().default(true),
  out: z.string().min(1, 'must not be empty').optional(),
  directory: z.string().min(1, 'must not be empty').optional(),
})

export const action = defineAction(schema, async (context, { out, miner, directory, ...selection }) => {
  const { exportRecords } = await import('@subnetkit/core/validator')
  const hotkey = miner && (await checkAddress('--miner', miner))
  const { store } = await openValidatorStore(context, directory)
  const file = out === undefined ? null : createWriteStream(out, { flags: 'wx', mode: 0o600 })
  if (file) await once(file, 'open')
  let [rounds, records] = [0, 0]
  for await (const line of exportRecords(store, { ...selection, miner: hotkey })) {
    const kind = kindOf(line)
    if (kind === 'round') rounds += 1
    if (kind === 'record') records += 1
    if (!file) context.io.stdout.write(`${line}\n`)
    else if (!file.write(`${line}\n`)) await once(file, 'drain')
  }
  if (file) {
    file.end()
    await finished(file)
  }
  const { length: unsealed } = (await store.foldedRounds({ from: selection.from, to: selection.to })).filter(
    ({ seal }) => seal === null,
  )
  const left = unsealed === 0 ? '' : `; ${plural(unsealed, 'round')} without records or seal left out`
  const summary = `${plural(rounds, 'round')}, ${plural(records, 'record')}${left}`
  if (!file) {
    context.progress(summary)
    return null
  }
  return { data: { file: out, rounds, records, unsealed }, text: () => `${summary}: ${out}` }
})

/** Kind of a line, by its first keys: what it holds may name a kind, too. */
const kindOf = (line: string) =>
  /^\{"hash":"[0-9a-f]{64}","kind":"(record|observation)"/.exec(line)?.[1] ?? 'round'
