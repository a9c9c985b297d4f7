import { defineSubnet, ema, power } from 'subnetkit'
import { protocol } from './protocol.js'
import { textRubric } from './rubric.js'
import { tasks } from './tasks/tasks.js'

/** The text subnet: it pays for right answers to verifiable questions. */
export default defineSubnet({
  name: 'text',
  version: 1,
  protocol,
  tasks,
  rubric: textRubric,
  incentive: { scoreboard: ema({ alpha: 0.1 }), weights: power({ exponent: 3 }) },
})
