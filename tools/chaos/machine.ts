import { execFileSync } from 'node:child_process'

/** A machine of its own, as far as its network goes: a namespace that reaches one address of this machine, and no other. */
export interface Machine extends AsyncDisposable {
  readonly name: string
  /** Address of this machine at which it reaches what listens there. */
  readonly host: string
  /** Command that runs another one on the machine. */
  readonly prefix: readonly string[]
}

const ip = (...args: readonly string[]) => execFileSync('ip', args, { stdio: 'pipe' })
const remove = (name: string) => ip('netns', 'delete', name)

/** Why there are no namespaces here, or null. */
export function namespacesMissing(): string | null {
  if (process.platform !== 'linux') return 'network namespaces are Linux only'
  const name = `chaos-${process.pid}`
  try {
    ip('netns', 'add', name)
    remove(name)
    return null
  } catch {
    return 'this user may not create network namespaces, or `ip` is missing'
  }
}

/** Creates a machine, joined to this one by a cable of two addresses. `number` tells the machines of a campaign apart. */
export function createMachine(number: number): Machine {
  const name = `chaos-${process.pid}-${number}`
  const [near, far] = [`ch${process.pid % 100_000}n${number}`, `ch${process.pid % 100_000}f${number}`]
  const subnet = `10.${200 + number}.${process.pid % 251}`
  const host = `${subnet}.1`
  const inside = (...args: readonly string[]) => ip('-n', name, ...args)
  ip('netns', 'add', name)
  try {
    ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', name)
    ip('address', 'add', `${host}/30`, 'dev', near)
    ip('link', 'set', near, 'up')
    inside('address', 'add', `${subnet}.2/30`, 'dev', far)
    inside('link', 'set', far, 'up')
    inside('link', 'set', 'lo', 'up')
  } catch (error) {
    remove(name)
    throw error
  }
  return {
    name,
    host,
    prefix: ['ip', 'netns', 'exec', name],
    // The cable goes with the namespace.
    [Symbol.asyncDispose]: async () => void remove(name),
  }
}
