import { createInterface } from 'node:readline'

/** Prints a line for the supervisor. Lines to a pipe are written before this returns, so a kill right after loses none. */
export const say = (line: object) => void process.stdout.write(`${JSON.stringify(line)}\n`)

/** Points of a process at which its supervisor can hold it. */
export interface Points {
  /** Reports a point; waits there if the supervisor asked for it. */
  reach(point: string): Promise<void>
}

/**
 * Reports points on stdout and reads commands from stdin: `{"hold": pattern}` holds the process the next time it reaches
 * a point that the pattern fits, `{"go": true}` lets it go on. The end of stdin is the end of the supervisor, and ends this process.
 */
export function createPoints(
  onCommand: (command: Readonly<Record<string, unknown>>) => void,
  isTraced = true,
): Points {
  let hold: RegExp | undefined
  let release = () => {}
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const command = JSON.parse(line) as Record<string, unknown>
      if (typeof command.hold === 'string') hold = new RegExp(command.hold)
      else if (command.go === true) {
        hold = undefined
        release()
      } else onCommand(command)
    })
    .on('close', () => process.exit(0))
  return {
    async reach(point) {
      if (!isTraced) return
      say({ point })
      if (!hold?.test(point)) return
      hold = undefined
      const released = new Promise<void>((resolve) => {
        release = resolve
      })
      say({ held: point })
      await released
    },
  }
}

/** The same object, with a point before and after each call of one of its functions. */
export function traced<T extends object>(
  { reach }: Points,
  name: string,
  target: T,
  /** Name of a call, after the name of the object; null for calls that are not reported. @default its own */
  nameOf: (call: string, args: readonly unknown[]) => string | null = (call) => call,
): T {
  return new Proxy(target, {
    get(object, key, receiver) {
      const value: unknown = Reflect.get(object, key, receiver)
      if (typeof value !== 'function' || typeof key === 'symbol') return value
      return (...args: unknown[]) => {
        const point = nameOf(key, args)
        if (point === null) return Reflect.apply(value, object, args)
        return (async () => {
          await reach(`${name}.${point}?`)
          const result: unknown = await Reflect.apply(value, object, args)
          await reach(`${name}.${point}`)
          return result
        })()
      }
    },
  })
}
