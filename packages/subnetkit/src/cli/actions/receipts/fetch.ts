import { writeFile } from 'node:fs/promises'
import type { ChainClient } from '@subnetkit/chain'
import type { MinerEndpoint } from '@subnetkit/core'
import type { VerifiedRound } from '@subnetkit/core/validator'
import type { Keypair, MessageSigner } from '@subnetkit/wallet'
import { z } from 'zod'
import { plural } from '../../../log/plural.js'
import { FetchFailed, fetchRecords } from '../../../records/fetch-records.js'
import { recordsProtocol } from '../../../records/protocol.js'
import { wholeNumber } from '../../config/fields.js'
import { fileReasons } from '../../config/json-file.js'
import { checkAddress } from '../../context/address.js'
import { cliError } from '../../errors.js'
import { type HostPort, showHostPort } from '../../output/host-port.js'
import { defineAction } from '../../program/define-action.js'
import { netuidOf } from '../../run/validator-options.js'
import { axonField } from '../miner-test/axon-field.js'

const schema = z.strictObject({
  validator: z.string().min(1, 'must not be empty'),
  url: axonField.optional(),
  rounds: wholeNumber(1, 10_000).default(20),
  out: z.string().min(1, 'must not be empty').optional(),
})

/** Miner whose records are fetched, and validator that has them. */
interface Subject {
  readonly netuid: number
  readonly mechanism: number
  readonly validator: string
  readonly miner: string
}

export const action = defineAction(schema, async (context, { validator: given, url, rounds, out }) => {
  const validator = await checkAddress('--validator', given)
  const { config } = context.configured
  const key = await context.keys.hotkey()
  const caller = 'sign' in key ? { keypair: key as Keypair } : { signer: key as unknown as MessageSigner }
  const subject: Subject = {
    ...{ netuid: netuidOf(config), mechanism: config.subnet?.mechanism ?? 0, validator, miner: key.address },
  }
  const address = url ?? (await publishedAddress(await context.chain(), subject))
  const endpoint: MinerEndpoint = { hotkey: validator, ...address }
  const { createMinerClient } = await import('@subnetkit/transport')
  await using client = createMinerClient(
    { protocol: recordsProtocol },
    { ...caller, sessions: 'off', allowPrivateAddresses: true },
  )
  const fetching = fetchRecords(client, {
    ...{ endpoint, mechanism: subject.mechanism, rounds, signal: context.signal },
    onPage: (found) => context.progress(`${plural(found, 'round')} so far`),
  })
  const lines = await context.unlessInterrupted(fetching).catch((error: unknown) => {
    throw error instanceof FetchFailed ? refused(error.result, address, subject) : error
  })
  const checked = await checkRecords(lines, subject)
  const text = lines.map((line) => `${line}\n`).join('')
  if (out === undefined) context.io.stdout.write(text)
  else await writeNew(out, text)
  const records = checked.reduce((sum, round) => sum + round.records.length, 0)
  const summary = `${plural(checked.length, 'round')}, ${plural(records, 'record')}`
  if (out === undefined) {
    context.progress(summary)
    return null
  }
  return {
    data: { file: out, ...subject, rounds: checked.length, records },
    text: () => `${summary}: ${out}`,
  }
})

/** The axon of a validator. Throws RECORDS_REFUSED where there is none. */
async function publishedAddress(client: ChainClient, { netuid, validator }: Subject): Promise<HostPort> {
  const { readMetagraph } = await import('@subnetkit/chain')
  const { neurons } = await readMetagraph(client, { netuid })
  const neuron = neurons.find(({ hotkey }) => hotkey === validator)
  if (neuron?.axon) return { host: neuron.axon.host, port: neuron.axon.port }
  throw cliError('RECORDS_REFUSED', {
    validator,
    detail: neuron
      ? `it has published no address on subnet ${netuid}`
      : `it is not registered on subnet ${netuid}`,
    fix: 'Ask its operator for the address of its score records (the setting records.port), and pass it with --url.',
  })
}

function refused({ code, reason }: FetchFailed['result'], address: HostPort, { validator }: Subject) {
  const fixes: Readonly<Record<string, string>> = {
    CALLER_UNKNOWN: 'Use the hotkey of a registered miner with -w and -H.',
    SYNAPSE_UNKNOWN: 'Ask its operator for the address of its score records, and pass it with --url.',
  }
  return cliError('RECORDS_REFUSED', {
    validator,
    detail: `${showHostPort(address)} answered ${code}: ${reason}`,
    fix: fixes[code] ?? 'Run the command again later, or ask the operator for the address with --url.',
  })
}

/** Checks that a file would be of this miner and this validator, and valid. Throws RECORDS_FOREIGN. */
async function checkRecords(
  lines: readonly string[],
  subject: Subject,
): Promise<readonly Pick<VerifiedRound, 'records'>[]> {
  if (lines.length === 0) {
    throw cliError('RECORDS_REFUSED', {
      validator: subject.validator,
      detail: `it has none of ${subject.miner} yet`,
      fix: 'Run the command again later: records are there once the secret of their round is revealed on chain.',
    })
  }
  const { verifyRecords } = await import('@subnetkit/core/validator')
  const { miner, validator } = subject
  const foreign = (detail: string) => cliError('RECORDS_FOREIGN', { validator, miner, detail })
  const rounds: VerifiedRound[] = []
  try {
    for await (const round of verifyRecords(lines)) rounds.push(round)
  } catch (error) {
    throw foreign(error instanceof Error ? error.message : String(error))
  }
  for (const { line, at, records } of rounds) {
    const field = (['netuid', 'mechanism', 'validator'] as const).find((name) => line[name] !== subject[name])
    if (field) throw foreign(`line ${at} has the ${field} ${line[field]}`)
    const other = records.find(({ miner: { hotkey } }) => hotkey !== miner)
    if (other) throw foreign(`round ${line.round} has a record of ${other.miner.hotkey}`)
  }
  return rounds
}

async function writeNew(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    const detail = fileReasons[error.code ?? ''] ?? `it cannot be written (${error.code})`
    throw cliError('FILE_INVALID', { path, detail, fix: 'Choose another file with --out.' })
  })
}
