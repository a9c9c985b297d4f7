import { lockCost } from '../rules/networks.js'
import { u64 } from '../schema/type.js'
import { method, type RuntimeApi } from './api.js'

/** Cost of a new network. */
export const subnetRegistrationApi: RuntimeApi = {
  name: 'SubnetRegistrationRuntimeApi',
  version: 1,
  methods: { get_network_registration_cost: method({}, u64, lockCost) },
}
