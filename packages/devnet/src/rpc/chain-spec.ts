import { CHAIN_NAME, CHAIN_PROPERTIES } from './session/identity.js'
import { rpc } from './session/method.js'

export const chainSpec_v1_chainName = rpc({}, () => CHAIN_NAME)
export const chainSpec_v1_genesisHash = rpc({}, ({ chain }) => chain.genesis.hash)
export const chainSpec_v1_properties = rpc({}, () => CHAIN_PROPERTIES)
