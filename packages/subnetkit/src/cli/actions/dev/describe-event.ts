import type { ValidatorEvent } from '@subnetkit/core/validator'
import { rubricFaultOf } from '../../../validator/rubric-fault.js'
import type { Happening } from './presenter.js'

/**
 * Returns the line for an event of a validator; null for an event that the table shows. `mechanism` is null where there is
 * one alone.
 */
export function describeEvent(event: ValidatorEvent, mechanism: number | null = null): Happening | null {
  const happening = describe(event)
  if (happening === null || mechanism === null) return happening
  const { text, data } = happening
  return { ...happening, text: `mechanism ${mechanism}: ${text}`, data: { ...data, mechanism } }
}

function describe(event: ValidatorEvent): Happening | null {
  const trouble = (text: string, fix: string | null = null): Happening => ({
    ...{ kind: 'trouble', event: event.kind, text: fix === null ? text : `${text}\nfix: ${fix}` },
    data: { detail: event },
  })
  const progress = (text: string): Happening => ({
    kind: 'progress',
    event: event.kind,
    text,
    data: { detail: event },
  })
  switch (event.kind) {
    case 'task-done': {
      const fault = rubricFaultOf(event.receipt)
      const text = `round ${event.round}: the rubric failed, and not the miner: ${fault?.text}`
      return (
        fault && {
          ...trouble(text, fault.fix),
          event: 'rubric-failed',
          data: { round: event.round, ...fault },
        }
      )
    }
    case 'scoreboard-changed':
      return progress(
        `scores are those of ${event.to} now, of ${event.from ?? 'an older store'} before (rule: ${event.rule}, miners: ${event.miners})`,
      )
    case 'weights-set':
      return progress(`weights of round ${event.round} are set, at block ${event.block}`)
    case 'weights-committed':
      return progress(`weights of round ${event.round} are committed, to be revealed in epoch ${event.epoch}`)
    case 'weights-revealed':
      return progress(`weights of round ${event.round} are revealed`)
    case 'weights-refused':
      return trouble(`weights of round ${event.round} do not count: ${event.reason}`, event.fix)
    case 'step-failed':
      // The epoch went on meanwhile: they are committed again, for the next one.
      if (!event.final && isAboutTime(`${event.code} ${event.reason}`)) return null
      return trouble(
        `${event.step} failed${event.final ? '' : ', and is repeated'}: ${event.reason}`,
        event.fix,
      )
    case 'round-skipped':
      // Time that was passed in one go.
      return event.code === 'ROUND_OVERTAKEN' || event.code === 'BEGAN_BEFORE_START'
        ? null
        : trouble(`round ${event.round} does not count: ${event.reason}`)
    case 'trouble':
      return isAboutTime(event.reason) ? null : trouble(event.reason, fixInProject(event))
    case 'idle':
      return trouble(event.reason, event.fix)
    default:
      return null
  }
}

/** The fix as a project can apply it: `dev` chooses the length of its rounds itself. */
function fixInProject({ code, fix }: Extract<ValidatorEvent, { kind: 'trouble' }>): string | null {
  if (code !== 'ROUND_TOO_SHORT' || fix === null) return fix
  return fix
    .replace(/^Set roundBlocks to \d+, or give/, 'Give')
    .replace(
      /tasksAtOnce to (\d+) or roundBlocks to \d+/,
      'validator.tasksAtOnce to $1 in subnetkit.config.json',
    )
}

/** Returns true for what passes when the machine catches up with its blocks, where nothing can be done about a single time. */
const isAboutTime = (reason: string): boolean => /ROUND_OVERTAKEN|InvalidRevealRound/.test(reason)
