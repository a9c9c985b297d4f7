import type { GatewayModel } from '../model.js'

/** A model with one miner alone: one that keeps something for its caller, such as an object. */
export function pinned(model: GatewayModel, hotkey: string): GatewayModel {
  const candidates = () => {
    const { miners, ...rest } = model.candidates()
    return { ...rest, miners: miners.filter((one) => one.hotkey === hotkey) }
  }
  return { ...model, candidates }
}
