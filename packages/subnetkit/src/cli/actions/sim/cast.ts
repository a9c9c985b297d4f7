import { type Lab, type MinerAgent, mixture, type Recipe } from '@subnetkit/lab'
import { cliError } from '../../errors.js'
import { chosenCheats } from './cheats.js'

/** Cheats of a play. */
export interface Cast {
  /** Names of agents; undefined for all. */
  readonly cheats: readonly string[] | undefined
  /** Agents of recipes, which go by no name of the lab. */
  readonly mixtures: readonly MinerAgent[]
}

/** Reads the values of `--agent`: names, and recipes as JSON. Throws USAGE for an unknown name and for what is no recipe. */
export function castOf(lab: Lab, given: readonly string[]): Cast {
  const isRecipe = (text: string) => text.trimStart().startsWith('{')
  const names = given.filter((one) => !isRecipe(one))
  const mixtures = given.filter(isRecipe).map((text, at) => {
    const recipe = parseJson(text)
    return mixture(at === 0 ? recipe : { ...recipe, name: recipe.name ?? `mixture-${at + 1}` }, lab)
  })
  return { mixtures, cheats: mixtures.length > 0 && names.length === 0 ? [] : chosenCheats(lab, names) }
}

function parseJson(text: string): Recipe {
  try {
    return JSON.parse(text) as Recipe
  } catch {
    throw cliError('USAGE', {
      detail: `the recipe ${text} is not JSON`,
      fix: `Pass --agent a name, or a recipe in quotes such as '{"parts":[{"play":"lazy","with":{"share":0.5}}]}'.`,
    })
  }
}
