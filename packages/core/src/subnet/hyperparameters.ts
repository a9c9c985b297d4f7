import type { OwnerHyperparameters } from '@subnetkit/chain'

/**
 * What a subnet owner can declare: the owner's part of the table of hyperparameters, times in blocks, amounts in rao.
 * What is left out stays as the chain has it.
 */
export interface Hyperparameters extends OwnerHyperparameters {}
