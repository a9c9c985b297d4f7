import { unwatchFile, watchFile } from 'node:fs'
import type { Server } from 'node:tls'
import { type SubnetError, toSubnetError } from '@subnetkit/base'
import { loadCertificate, type TlsSettings } from './tls.js'

/**
 * Uses a new certificate for new connections once one of its files changes, or on SIGHUP. One that cannot be used changes
 * nothing: key and certificate are often replaced one after the other. Files are looked at by time, since a replaced file
 * or a link in the middle of its path escapes the notices of the system. The returned function stops it.
 */
export function watchCertificate(
  server: Server,
  tls: TlsSettings,
  listen: (error: SubnetError | null) => void = () => {},
): () => void {
  if ('key' in tls) return () => {}
  const { keyFile, certFile, checkMs } = tls
  const reload = async () => {
    try {
      server.setSecureContext(await loadCertificate(tls))
      listen(null)
    } catch (error) {
      listen(toSubnetError(error))
    }
  }
  // One after the other: the latest files are in use in the end.
  let last = Promise.resolve()
  const onChange = () => {
    last = last.then(reload)
  }
  for (const file of [keyFile, certFile]) watchFile(file, { interval: checkMs, persistent: false }, onChange)
  process.on('SIGHUP', onChange)
  return () => {
    for (const file of [keyFile, certFile]) unwatchFile(file, onChange)
    process.off('SIGHUP', onChange)
  }
}
