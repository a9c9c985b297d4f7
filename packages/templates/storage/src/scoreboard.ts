import type { FoldedTask, ScoreboardPolicy } from 'subnetkit'

/** Options of {@link possession}. */
export interface PossessionOptions {
  /** Rounds in which the weight of older audits halves. @default 50 */
  readonly halfLife?: number
  /** Standard errors below the mean: 1.96 for the lower end of a 95 % interval. @default 1.96 */
  readonly z?: number
  /** Share of the newest round in the held volume and in the throughput. @default 0.1 */
  readonly alpha?: number
  /** Trust that comes back with each round without fraud. @default 0.02 */
  readonly recovery?: number
}

/** Evidence about one hotkey. */
export interface PossessionState {
  /** Rounds with audits, and those in which everything was proven; older ones fade. */
  readonly audits: number
  readonly passed: number
  /** Share of the quota that is proven, averaged over rounds: byte-hours. */
  readonly volume: number
  /** Throughput as a share of the target; 1 until it is measured. */
  readonly speed: number
  /** Rounds in which it was. */
  readonly measured: number
  /** Halves with each round with a wrong proof or wrong bytes. */
  readonly trust: number
}

/**
 * Score = (lower end of Wilson's interval of rounds with all audits passed)^2 × proven share of the quota × throughput × trust.
 *
 * Volume enters linearly: N hotkeys that share the work of one earn together what one earns. A wrong proof is fraud and halves
 * the trust, which takes many rounds to come back; an audit that timed out, was refused or admits a loss has merely failed; an unreachable
 * host loses a tenth of its volume with each round.
 */
export function possession(options: PossessionOptions = {}): ScoreboardPolicy {
  const { halfLife = 50, z = 1.96, alpha = 0.1, recovery = 0.02 } = options
  const kept = 0.5 ** (1 / halfLife)
  const policy: ScoreboardPolicy<PossessionState> = {
    name: `possession(${halfLife}, ${z}, ${alpha}, ${recovery})`,
    start: () => ({ audits: 0, passed: 0, volume: 0, speed: 1, measured: 0, trust: 1 }),
    fold(state, { results }) {
      const of = (...families: string[]) => results.filter(({ family }) => families.includes(family))
      const [audits, ranges, wholes] = [of('audit', 'deep-audit'), of('range'), of('whole')]
      const isFraud = [...audits, ...ranges, ...wholes].some(
        ({ outcome, score }) => outcome === 'scored' && score === 0,
      )
      const fading = audits.length === 0 ? 1 : kept
      const proven = meanOf(of('audit')) ?? 1
      // A miner that holds nothing is asked for no range, and proves none of its quota.
      const held = of('first-store').length > 0 ? 0 : meanOf(ranges)
      const speed = meanOf(wholes)
      return {
        // Rounds, not audits: deep audits are drawn, and more of them must not make a miner surer than others.
        audits: fading * state.audits + Math.min(1, audits.length),
        passed: fading * state.passed + Number(audits.length > 0 && audits.every(({ score }) => score === 1)),
        volume: held === null ? state.volume : state.volume + alpha * (held * proven - state.volume),
        // The mean of the first ones: a single bad one would follow a newcomer for long.
        speed:
          speed === null
            ? state.speed
            : state.speed + Math.max(alpha, 1 / (state.measured + 1)) * (speed - state.speed),
        measured: state.measured + (speed === null ? 0 : 1),
        trust: isFraud ? state.trust / 2 : Math.min(1, state.trust + recovery),
      }
    },
    score: ({ audits, passed, volume, speed, trust }) =>
      clamp(lowerEnd(passed, audits, z) ** 2 * volume * speed * trust),
  }
  return policy
}

/** Wilson's lower bound of a share. */
export function lowerEnd(passed: number, audits: number, z: number): number {
  if (audits === 0) return 0
  const mean = Math.min(1, passed / audits)
  const square = z ** 2 / audits
  const margin = z * Math.sqrt((mean * (1 - mean)) / audits + square / (4 * audits))
  return clamp((mean + square / 2 - margin) / (1 + square))
}

function meanOf(tasks: readonly FoldedTask[]): number | null {
  return tasks.length === 0 ? null : tasks.reduce((sum, { score }) => sum + score, 0) / tasks.length
}

const clamp = (value: number) => Math.min(1, Math.max(0, value))
