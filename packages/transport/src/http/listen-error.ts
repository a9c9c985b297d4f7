import { configError, type SubnetError } from '@subnetkit/base'
import { describeTakenPort } from './taken-port.js'

/** Returns CONFIG_INVALID for an address that cannot be bound. */
export async function listenError(host: string, port: number, cause: Error): Promise<SubnetError> {
  return configError(
    'CONFIG_INVALID',
    {
      place: `listening on ${host}:${port}`,
      detail: detailOf(host, cause),
      fix: await listenFix(host, port, cause),
    },
    { cause },
  )
}

async function listenFix(host: string, port: number, { code }: NodeJS.ErrnoException): Promise<string> {
  if (code === 'EADDRINUSE')
    return `Choose another port, or 0 for a free one: ${await describeTakenPort(port)}.`
  if (code === 'EACCES') return `Choose a port above 1023: your user may not open ${port}.`
  return `Choose an address of this machine instead of ${host}.`
}

/** The message of the system repeats the address and the port. */
function detailOf(host: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === 'EADDRINUSE') return 'the port is in use'
  if (code === 'EACCES') return 'the system does not permit it'
  if (code === 'EADDRNOTAVAIL') return `${host} is not an address of this machine`
  return message
}
