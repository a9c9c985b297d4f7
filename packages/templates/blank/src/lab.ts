import { defineLab } from 'subnetkit/lab'
import subnet from './subnet.js'

/** The subnet with miners that solve a share of its tasks: `npm run sim` plays cheats against them. */
export default defineLab({
  subnet,
  solve({ truth: { small, large } }, { skill, random }) {
    const factors: [number, number] = random.chance(skill) ? [small, large] : [2, 3]
    return { factors }
  },
  weaknesses: [
    {
      agent: 'tier-gamer',
      uses: ['stake'],
      ratio: 1.35,
      why: 'consensus takes the view of most of the stake: who serves those validators alone is paid nearly all',
    },
    {
      agent: 'turncoat',
      uses: ['young'],
      ratio: 1.15,
      why: 'averages forget slowly: a miner that stops shortly before the end is paid for rounds without work',
    },
  ],
})
