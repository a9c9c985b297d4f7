import { toSubnetError } from '@subnetkit/base'
import type { Queues } from '../queue/types.js'
import { troubleOf } from './emit.js'
import type { ValidatorEvent } from './events.js'
import { tagOf } from './queue-names.js'

/** Lasting trouble of a process: each is emitted once when it begins and once when it is over, whichever work meets it. */
export interface Troubles {
  /** Takes an error of some work that is retried; it lasts until that work is over it. */
  met(work: string, error: unknown): void
  /** The work succeeded. */
  over(work: string): void
  /** Watches the queues. */
  begin(): void
  end(): void
}

type Emit = (event: ValidatorEvent) => void

interface Shared {
  /** Codes of what lasts, by what is in trouble, with the work that met it. */
  readonly lasting: Map<string, { readonly code: string; readonly works: Set<string> }>
  /** Roles that run; the first one emits. */
  readonly roles: Set<Emit>
  stop(): void
}

/** Roles of one process share their queues, and what they announce. */
const shared = new WeakMap<object, Shared>()

let watched = 0

/** Codes of one trouble, which take turns: a lost database cannot be reached next, or only after too long. */
const noDatabase: ReadonlySet<string> = new Set(['DATABASE_LOST', 'DATABASE_UNREACHABLE', 'DATABASE_SLOW'])

const subjectOf = (code: string) => (noDatabase.has(code) ? 'database' : code)

/** Work of the queues themselves. */
const ofQueues = 'queues'

interface TroubleParts {
  readonly queues: Pick<Queues, 'servers' | 'onTrouble'>
  readonly netuid: number
  readonly emit: Emit
}

/** Announces the troubles of one role. */
export function watchTroubles({ queues, netuid, emit }: TroubleParts): Troubles {
  // On several servers, trouble of those of other subnets is none.
  const own = queues.servers?.trouble(tagOf(netuid)) ?? queues
  const process = sharedOf(own)
  watched += 1
  const role = `${watched} `
  const nameOf = (work: string) => role + work
  return {
    met: (work, error) => meet(process, nameOf(work), error, emit),
    over: (work) => leave(process, nameOf(work), emit),
    begin() {
      process.roles.add(emit)
      if (process.roles.size > 1) return
      process.stop = own.onTrouble((trouble) => {
        if (trouble === null) leave(process, ofQueues, emit)
        else meet(process, ofQueues, trouble, emit)
      })
    },
    end() {
      process.roles.delete(emit)
      if (process.roles.size === 0) process.stop()
      const isGone = (work: string) =>
        work.startsWith(role) || (work === ofQueues && process.roles.size === 0)
      for (const [subject, { works }] of process.lasting) {
        for (const work of works) if (isGone(work)) works.delete(work)
        if (works.size === 0) process.lasting.delete(subject)
      }
    },
  }
}

function sharedOf(queues: object): Shared {
  const known = shared.get(queues)
  if (known) return known
  const made: Shared = { lasting: new Map(), roles: new Set(), stop() {} }
  shared.set(queues, made)
  return made
}

function meet({ lasting, roles }: Shared, work: string, error: unknown, own: Emit): void {
  const subject = subjectOf(toSubnetError(error).code)
  leaveOthers({ lasting, roles }, work, subject, own)
  const known = lasting.get(subject)
  if (known) return void known.works.add(work)
  const trouble = troubleOf(error)
  lasting.set(subject, { code: trouble.code, works: new Set([work]) })
  emitterOf(roles, own)({ ...trouble, lasting: true })
}

const leave = (process: Shared, work: string, own: Emit) => leaveOthers(process, work, null, own)

function leaveOthers(
  { lasting, roles }: Pick<Shared, 'lasting' | 'roles'>,
  work: string,
  kept: string | null,
  own: Emit,
): void {
  for (const [subject, { code, works }] of lasting) {
    if (subject === kept || !works.delete(work) || works.size > 0) continue
    lasting.delete(subject)
    emitterOf(roles, own)({ kind: 'trouble-over', code })
  }
}

const emitterOf = (roles: ReadonlySet<Emit>, own: Emit): Emit => [...roles][0] ?? own
