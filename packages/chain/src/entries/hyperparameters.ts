// What declaring a subnet needs: it must not load a chain client.
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
