import { readdirSync, readFileSync } from 'node:fs'

/** CPU time of a process and its children so far, in ms; null where `/proc` does not tell. */
export function cpuMsOf(pid: number): number | null {
  try {
    return cpuNsOf(pid) / 1e6
  } catch {
    return null
  }
}

/** CPU time so far, in ms, of this process and its children: the servers, miners and workers that it started. */
export function cpuMsOfAll(): number {
  const { user, system } = process.cpuUsage()
  return cpuMsOf(process.pid) ?? (user + system) / 1_000
}

/** Time that all threads of a process and its children were on a core. */
function cpuNsOf(pid: number): number {
  const folder = `/proc/${pid}/task`
  const own = readdirSync(folder).map((thread) =>
    Number.parseInt(readFileSync(`${folder}/${thread}/schedstat`, 'utf8'), 10),
  )
  const children = readFileSync(`${folder}/${pid}/children`, 'utf8').split(' ').filter(Boolean)
  return [...own, ...children.map((child) => cpuNsOf(Number(child)))].reduce((sum, ns) => sum + ns, 0)
}
