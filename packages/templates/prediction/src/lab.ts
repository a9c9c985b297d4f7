import { defineLab } from 'subnetkit/lab'
import { cheatsOn } from './lab/cheats.js'
import { keepAndReveal } from './lab/keep.js'
import { createModel } from './lab/model.js'
import { createMarketFeed } from './market.js'
import { definePrediction } from './subnet.js'

/** Three steps an epoch: a forecast matures four epochs after it was made. */
const feed = createMarketFeed({ seed: 'lab', blocksPerStep: 120 })
const subnet = definePrediction({ feed })
const model = createModel(feed)

/** The subnet on a made-up market, with miners that err as far as their skill lets them: `npm run sim` plays cheats against them. */
export default defineLab({
  subnet,
  async solve({ input }, { skill, random, memory }) {
    return keepAndReveal(memory, input, { forecast: await model(input, skill, random), random })
  },
  agents: cheatsOn(model),
  weaknesses: [
    {
      agent: 'splitter',
      ratio: 2,
      why: 'two hotkeys of one model, moved apart on purpose, look like two people with models of their own',
    },
  ],
})
