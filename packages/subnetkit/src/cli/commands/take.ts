import type { CommandSpec } from '../program/command-spec.js'

/** `subnet take` */
export const take: CommandSpec = {
  name: 'take',
  summary: 'set the share of dividends that the hotkey keeps from its delegators',
  options: [['--percent <number>', 'from 0 to 18, with at most two decimals', 'required']],
  examples: [['take -w alice -H val --percent 9', 'keep 9 %']],
  load: () => import('../actions/take.js'),
}
