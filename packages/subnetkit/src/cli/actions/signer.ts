import { join } from 'node:path'
import type { MessageDecision } from '@subnetkit/chain'
import { z } from 'zod'
import type { Log } from '../../log/log.js'
import { netuidField, socketPathField, socketPathObjection, wholeNumber } from '../config/fields.js'
import { makeFolderOf } from '../config/state-folder.js'
import { cliError } from '../errors.js'
import { printable } from '../output/text.js'
import { defineAction } from '../program/define-action.js'
import { logDestination } from '../run/log-destination.js'

const schema = z.strictObject({
  socket: socketPathField.optional(),
  allow: z
    .array(z.string().regex(/^[A-Z]\w*\.[a-z]\w*$/, 'must be a call such as SubtensorModule.set_weights'))
    .default([]),
  signRequests: netuidField.optional(),
  requestsPerSecond: wholeNumber(1, 1_000_000).optional(),
})

export const action = defineAction(schema, async (context, options) => {
  const { socket, allow, signRequests: netuid, requestsPerSecond: maxPerSecond } = options
  const { hotkeyCalls, pinChain, serveSigner, subnetReceivers } = await import('@subnetkit/chain')
  const keypair = await context.keys.hotkeypair()
  const path = socket ?? defaultSocket(context.settings.stateDir, keypair.address)
  const client = await context.chain()
  await makeFolderOf(path)
  const destination = logDestination(context)
  const write: Write = (level, entry) =>
    destination({ time: Date.now(), level, source: 'signer', code: null, ...entry })
  const allowed = [...hotkeyCalls, ...allow]
  const server = await serveSigner({
    chain: pinChain(client),
    keypair,
    socketPath: path,
    allow: allowed,
    onDecision: ({ call, nonce, refusal }) =>
      refusal === null
        ? write('info', { event: 'signed', message: `signed ${shown(call)}, nonce ${nonce}` })
        : write('warn', {
            ...{ event: 'refused', code: refusal.code },
            message: `refused ${shown(call)}: ${shown(refusal.message)}`,
          }),
    messages: netuid === undefined ? null : { receivers: subnetReceivers(client, { netuid }), maxPerSecond },
    onMessage: createMessageLog(write),
  })
  context.closeAtEnd(() => server.close())
  const { json } = context.settings
  const { toJsonLine } = await import('../output/json.js')
  const message = `signs for ${server.address} at ${server.socketPath}, until interrupted`
  write('info', { event: 'signing', message })
  if (json)
    context.io.stdout.write(
      toJsonLine({ socket: server.socketPath, address: server.address, allow: allowed }),
    )
  return new Promise<null>((resolve) => {
    context.signal.addEventListener('abort', () => resolve(null), { once: true })
  })
})

type Write = Log['write']

function defaultSocket(stateDir: string, address: string): string {
  const path = join(stateDir, `signer-${address}.sock`)
  const objection = socketPathObjection(path)
  if (objection === null) return path
  throw cliError('USAGE', {
    detail: `--state-dir is too long for a socket: ${path} ${objection}`,
    fix: 'Pass a short path with --socket, such as /tmp/signer.sock.',
  })
}

/** Time between two lines about requests that were signed, and about those that were refused, in ms. */
const pausesMs = { signed: 60_000, refused: 1_000 } as const

/** Logs the signing of requests in a line now and then, with what was signed and refused so far. */
function createMessageLog(write: Write): (decision: MessageDecision) => void {
  const next = { signed: 0, refused: 0 }
  return ({ kind, receiver, refusal, signed, refused }) => {
    const outcome = refusal === null ? 'signed' : 'refused'
    const now = performance.now()
    if (now < next[outcome]) return
    next[outcome] = now + pausesMs[outcome]
    const subject =
      kind === null
        ? 'a message'
        : receiver === null
          ? `a ${kind} message`
          : `a ${kind} request to ${receiver}`
    const reason = refusal === null ? '' : `: ${shown(refusal.message)}`
    write(refusal === null ? 'info' : 'warn', {
      ...{ event: outcome, code: refusal?.code ?? null },
      message: `${outcome} ${subject} (${signed} signed, ${refused} refused so far)${reason}`,
    })
  }
}

/** Longest text of a client that is logged, in characters. */
const longestShown = 300

/** Text that a client sent, on one line and bounded. */
function shown(text: string): string {
  const line = printable(text)
  return line.length > longestShown ? `${line.slice(0, longestShown)}…` : line
}
