import { defineValidator, type ValidatorAgent } from './validator-agent.js'

/** Asks all miners, scores them and sets the weights that follow. */
export const honestValidator = (): ValidatorAgent =>
  defineValidator({
    ...{ name: 'validator', intent: 'honest', about: 'scores all miners in every round' },
    weights: ({ own }) => own,
  })
