import { defineSubnet, ema, power } from 'subnetkit'
import { chat, completion } from './chat.js'
import { exhibits } from './exhibits.js'
import { protocol } from './protocol.js'
import { scoring } from './rubric.js'
import { tasks } from './tasks.js'

export default defineSubnet({
  name: 'subnet-text',
  // Raise it with every change of the protocol or the rubric: validators publish it with their weights.
  version: 1,
  protocol,
  tasks,
  rubric: scoring,
  // How `subnet gateway` offers it to clients of other services.
  views: { chat, completion },
  // What people look at in the dashboard.
  exhibits,
  incentive: {
    // A new answer counts for a tenth of a miner's score, the history for the rest.
    scoreboard: ema({ alpha: 0.1 }),
    // Twice the score earns eight times the weight.
    weights: power({ exponent: 3 }),
  },
})
