// Needed to declare a subnet: must not load a chain client.
export { hyperparametersSchema, parseHyperparameters } from '../hyperparameters/schema.js'
export {
  type HyperparameterName,
  type HyperparameterSpec,
  hyperparameterNames,
  hyperparameters,
  type OwnerHyperparameterName,
  type OwnerHyperparameters,
  specOf,
} from '../hyperparameters/table.js'
