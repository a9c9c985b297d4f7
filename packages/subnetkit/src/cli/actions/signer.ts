import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { defineAction } from '../program/define-action.js'

const schema = z.strictObject({
  socket: z.string().min(1, 'must not be empty').optional(),
  allow: z
    .array(z.string().regex(/^[A-Z]\w*\.[a-z]\w*$/, 'must be a call such as SubtensorModule.set_weights'))
    .default([]),
})

export const action = defineAction(schema, async (context, { socket, allow }) => {
  const { hotkeyCalls, pinChain, serveSigner } = await import('@subnetkit/chain')
  const keypair = await context.keys.hotkeypair()
  const client = await context.chain()
  const path = socket ?? join(context.settings.stateDir, `signer-${keypair.address}.sock`)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const allowed = [...hotkeyCalls, ...allow]
  const server = await serveSigner({
    chain: pinChain(client),
    keypair,
    socketPath: path,
    allow: allowed,
    onDecision: ({ call, nonce, refusal }) =>
      context.progress(
        refusal === null ? `signed ${call}, nonce ${nonce}` : `refused ${call}: ${refusal.message}`,
      ),
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
