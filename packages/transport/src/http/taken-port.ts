import { readdir, readFile, readlink } from 'node:fs/promises'

/** State of a listening socket in `/proc/net/tcp`. */
const listening = '0A'

/** Describes a port that cannot be bound, as in `8091 is taken by pid 4211`; without the pid where the system hides it. */
export async function describeTakenPort(port: number): Promise<string> {
  const pid = await pidListeningOn(port).catch(() => null)
  return pid === null ? `${port} is in use` : `${port} is taken by pid ${pid}`
}

/** Only Linux lists sockets in files, and only those of processes of the same user lead to their process. */
async function pidListeningOn(port: number): Promise<string | null> {
  if (process.platform !== 'linux') return null
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')),
  )
  const sockets = new Set(
    tables.flatMap((table) => inodesOn(table, port)).map((inode) => `socket:[${inode}]`),
  )
  if (sockets.size === 0) return null
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const folder = `/proc/${pid}/fd`
    for (const file of await readdir(folder).catch(() => [])) {
      if (sockets.has(await readlink(`${folder}/${file}`).catch(() => ''))) return pid
    }
  }
  return null
}

/** Inodes of the sockets that listen on a port, on whichever address. */
function inodesOn(table: string, port: number): readonly string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return table.split('\n').flatMap((line) => {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/)
    return local?.endsWith(suffix) && state === listening && inode !== undefined ? [inode] : []
  })
}
