import { join } from 'node:path'
import type { MessageDecision } from '@subnetkit/chain'
import { z } from 'zod'
import { netuidField, socketPathField, socketPathObjection, wholeNumber } from '../config/fields.js'
import { makeFolderOf } from '../config/state-folder.js'
import { cliError } from '../errors.js'
import { printable } from '../output/text.js'
import { defineAction } from '../program/define-action.js'

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
  const allowed = [...hotkeyCalls, ...allow]
  const server = await serveSigner({
    chain: pinChain(client),
    keypair,
    socketPath: path,
    allow: allowed,
    onDecision: ({ call, nonce, refusal }) =>
      context.progress(
        refusal === null
          ? `signed ${shown(call)}, nonce ${nonce}`
          : `refused ${shown(call)}: ${shown(refusal.message)}`,
      ),
    messages: netuid === undefined ? null : { receivers: subnetReceivers(client, { netuid }), maxPerSecond },
    onMessage: createMessageLog(context.progress),
  })
  context.closeAtEnd(() => server.close())
  const { json } = context.settings
  const { toJsonLine } = await import('../output/json.js')
  const told = json
    ? toJsonLine({ socket: server.socketPath, address: server.address, allow: allowed })
    : `signing for ${server.address} at ${server.socketPath}, until interrupted\n`
  context.io.stdout.write(told)
  return new Promise<null>((resolve) => {
    context.signal.addEventListener('abort', () => resolve(null), { once: true })
  })
})

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
function createMessageLog(write: (line: string) => void): (decision: MessageDecision) => void {
  const next = { signed: 0, refused: 0 }
  return ({ kind, receiver, refusal, signed, refused }) => {
    const outcome = refusal === null ? 'signed' : 'refused'
    const now = performance.now()
    if (now < next[outcome]) return
    next[outcome] = now + pausesMs[outcome]
    const subject = kind === null ? 'a message' : `a ${kind} request to ${receiver}`
    const reason = refusal === null ? '' : `: ${shown(refusal.message)}`
    write(`${outcome} ${subject} (${signed} signed, ${refused} refused so far)${reason}`)
  }
}

/** Longest text of a client that is logged, in characters. */
const longestShown = 300

/** Text that a client sent, on one line and bounded. */
function shown(text: string): string {
  const line = printable(text)
  return line.length > longestShown ? `${line.slice(0, longestShown)}…` : line
}
