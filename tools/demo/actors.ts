import { createKeypair, type Keypair } from '@subnetkit/wallet'

/** An owner of a coldkey that pays and a hotkey that works. */
export interface Actor {
  readonly name: string
  readonly coldkey: Keypair
  readonly hotkey: Keypair
}

/** All actors of the demo, with keys derived from the seed. */
export interface Actors {
  /** Holds the devnet's TAO and its sudo key. */
  readonly treasury: Keypair
  readonly owner: Actor
  readonly validators: readonly Actor[]
  readonly miners: readonly Actor[]
}

export function createActors(seed: string, minerNames: readonly string[]): Actors {
  const actor = (name: string): Actor => ({
    name,
    coldkey: createKeypair(`//demo-${seed}//${name}//coldkey`),
    hotkey: createKeypair(`//demo-${seed}//${name}//hotkey`),
  })
  return {
    treasury: createKeypair('//Alice'),
    owner: actor('owner'),
    validators: [actor('validator-1'), actor('validator-2')],
    miners: minerNames.map(actor),
  }
}
