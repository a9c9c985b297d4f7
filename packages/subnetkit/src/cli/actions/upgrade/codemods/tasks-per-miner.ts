import { objectsIn, optionObjects } from '../edit/calls.js'
import { type Codemod, together } from '../edit/codemod.js'
import { flagField, renameField } from '../edit/rename-field.js'

const names = { from: 'perRound', to: 'tasksPerMiner' }

/** The number of tasks of one miner has the name that budgets have for it. */
export const tasksPerMiner: Codemod = {
  version: '0.2.0',
  summary: 'taskSource and its families take tasksPerMiner in place of perRound',
  edit(source) {
    const options = optionObjects(source, 'subnetkit', 'taskSource')
    const families = options.flatMap((object) => objectsIn(source, object, 'families'))
    return together(
      renameField(source, [...options, ...families], names),
      flagField(source, {
        name: names.from,
        instruction: `If it is an option of taskSource or of a family, call it ${names.to}.`,
      }),
    )
  },
}
