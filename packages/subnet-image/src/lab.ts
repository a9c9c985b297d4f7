import { defineLab } from 'subnetkit/lab'
import { imageCheats } from './lab/agents.js'
import { careOf, paint, painter, stated } from './lab/paint.js'
import { labFamilies, read } from './lab/read.js'
import { createImageSubnet } from './subnet.js'

/**
 * The subnet with miners of a skill, and a painter that draws by program: `npm run sim` plays cheats against them. The rubric, the look at
 * pictures and the check of models are those of the subnet.
 */
export default defineLab({
  subnet: createImageSubnet({ painters: async () => [painter], families: labFamilies }),
  async solve(task, { skill, random }) {
    if (task.synapse === 'read') return read(task.family, task.truth.text, { skill, random })
    const colour = random.int(0, 255)
    return skill === 0
      ? stated(task.input, () => ({ width: 32, height: 32, data: new Uint8Array(3_072).fill(colour) }))
      : paint(task.input, careOf(skill))
  },
  // CPU time of the sample miner, where the mean of its seventeen answers is 1.
  work: { print: 0.63, noise: 0.63, 'heavy-noise': 0.63, photo: 0.63, 'noisy-photo': 0.63, scene: 1.89 },
  agents: imageCheats,
  weaknesses: [
    {
      agent: 'overfitter',
      // At most 1.35 of the pay for 0.58 of the work, in however long a play.
      ratio: 2.5,
      why: 'renderers are public: a small reader of their six fonts reads for a twentieth of the work, and only painting is left',
    },
    {
      agent: 'tier-gamer',
      uses: ['stake'],
      ratio: 1.2,
      why: 'consensus takes the view of most of the stake: who serves those validators alone is paid nearly all',
    },
    {
      agent: 'turncoat',
      uses: ['young'],
      ratio: 1.25,
      why: 'averages forget in ten rounds: a miner that stops is paid for about three rounds more',
    },
  ],
})
