import { createResources } from '../../../../neuron/resources.js'
import { toFailure } from '../../../output/failure.js'
import { deferred } from '../deferred.js'
import { loadRole, type Role } from './load-role.js'
import type { FromRole, ToRole } from './messages.js'
import { recordFiles } from './record-files.js'
import { watchParent } from './watchdog.js'

// The process that started this one decides when it ends: a terminal sends Ctrl-C to all of them.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
// Nothing else would end this process then; what it holds survives a kill.
process.on('disconnect', () => process.exit(1))

const send = (message: FromRole): void => {
  if (process.connected) process.send?.(message)
}
const watching = watchParent(process.ppid)
const resources = createResources()
const begin = deferred<void>()
let role: Role | null = null

async function obey(message: ToRole): Promise<void> {
  if (message.kind === 'stop') {
    await resources.close().catch(() => {}) // it ends in any case
    process.exit(0)
  }
  if (message.kind === 'load') {
    await watching
    recordFiles(message.folder, (file) => send({ kind: 'file', file }))
    role = await loadRole(message, send)
    send({ kind: 'loaded', subnet: role.definition })
    await role.warmUp(resources)
    return
  }
  if (message.kind === 'begin') return begin.resolve()
  if (role === null) throw new Error('nothing was loaded')
  await role.run(message, { resources, begun: begin.promise })
  send({ kind: 'running' })
}

process.on('message', (message: ToRole) => {
  obey(message).catch((error: unknown) => {
    const { code, message: text, fix } = toFailure(error)
    send({ kind: 'failed', failure: { code, message: text, fix } })
  })
})
