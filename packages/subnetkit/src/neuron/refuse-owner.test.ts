import { connectChain } from '@subnetkit/chain'
import { createKeypair } from '@subnetkit/wallet'
import { expect, it } from 'vitest'
import { createCliChain } from '../cli/testing/chain.js'
import { refuseOwner } from './refuse-owner.js'

it('defect: a coldkey as hotkey was advised to register', async () => {
  await using chain = await createCliChain({}, ['miner'])
  await chain.run('register --netuid 1 -H miner -y')
  await using client = await connectChain({ endpoint: chain.env.BT_NETWORK ?? '' })
  await expect(refuseOwner(client, createKeypair('//Alice').address)).rejects.toMatchObject({
    code: 'COLDKEY_REFUSED',
  })
  await refuseOwner(client, createKeypair('//stranger').address)
})
