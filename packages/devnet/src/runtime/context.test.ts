import { expectTypeOf, test } from 'vitest'
import type { CallArgs, ErrorName, EventDataOf } from '../schema/schema.js'
import type { CallContext, CallHandlers } from './context.js'

test('handlers, events and errors are typed by the schema', () => {
  expectTypeOf<CallArgs<'SubtensorModule.set_weights'>>().toEqualTypeOf<{
    readonly netuid: number
    readonly dests: number[]
    readonly weights: number[]
    readonly version_key: bigint
  }>()
  expectTypeOf<EventDataOf<'SubtensorModule', 'NeuronRegistered'>>().toEqualTypeOf<[number, number, string]>()
  expectTypeOf<EventDataOf<'Balances', 'Transfer'>>().toEqualTypeOf<{
    readonly from: string
    readonly to: string
    readonly amount: bigint
  }>()
  expectTypeOf<'SubnetNotExists'>().toExtend<ErrorName<'SubtensorModule'>>()

  const calls: CallHandlers = {
    'SubtensorModule.serve_axon': (ctx, args) => {
      expectTypeOf(ctx).toEqualTypeOf<CallContext>()
      expectTypeOf(args.ip).toEqualTypeOf<bigint>()
      // @ts-expect-error an error of another pallet
      ctx.fail('SubtensorModule', 'RequireSudo')
    },
    // @ts-expect-error no such call
    'SubtensorModule.no_such_call': () => {},
  }
  expectTypeOf(calls).toEqualTypeOf<CallHandlers>()
})
