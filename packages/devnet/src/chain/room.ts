import { invalid } from '../extrinsics/validity.js'
import { baseWeight, classKeys, longestOf, type Priced } from '../fees/fee.js'
import { constantOf } from '../schema/constant.js'
import type { DispatchClass } from '../weights/measured.js'
import { exceeds, noWeight, sumOf, type Weight, weightOf, withoutPart } from '../weights/weight.js'

const limits = constantOf('System', 'BlockWeights')

/** Weight that Subtensor's step declares in every block, however much it does. */
const stepWeight = weightOf(110_634_229_000, 0, 8304, 110)

/** Weight of an extrinsic by what it takes of a block, where its bytes count as proof. */
const weightIn = ({ weight, class: of, length }: Priced): Weight =>
  sumOf(weight, baseWeight(of), { ref_time: 0n, proof_size: BigInt(length) })

/**
 * Weight and bytes that are left in a block. Normal extrinsics get three quarters of it at most; operational ones a quarter for
 * certain; what is mandatory is counted, but has no limit.
 */
export class BlockRoom {
  #used: Readonly<Record<DispatchClass, Weight>> = {
    Normal: noWeight,
    Operational: noWeight,
    Mandatory: sumOf(limits.base_block, stepWeight),
  }
  #bytes = 0

  /** Takes the room that an extrinsic declares to need; throws a PoolRefusal (ExhaustsResources) if there is not so much. */
  take(declared: Priced): void {
    const of = declared.class
    const bytes = this.#bytes + declared.length
    if (bytes > longestOf(of)) throw invalid('exhaustsResources')
    const used = { ...this.#used, [of]: sumOf(this.#used[of], weightIn(declared)) }
    const { max_total, reserved } = limits.per_class[classKeys[of]]
    if (max_total && exceeds(used[of], max_total)) throw invalid('exhaustsResources')
    const isFull = exceeds(sumOf(...Object.values(used)), limits.max_block)
    if (isFull && reserved && exceeds(used[of], reserved)) throw invalid('exhaustsResources')
    this.#used = used
    this.#bytes = bytes
  }

  /** Gives back the weight that a call declared and did not need. */
  giveBack({ class: of, weight }: Priced, needed: Weight): void {
    this.#used = { ...this.#used, [of]: withoutPart(this.#used[of], withoutPart(weight, needed)) }
  }

  /** Room as it is, to return to. */
  save(): () => void {
    const [used, bytes] = [this.#used, this.#bytes]
    return () => {
      this.#used = used
      this.#bytes = bytes
    }
  }
}
