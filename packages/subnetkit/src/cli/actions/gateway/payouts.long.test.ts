import { openDatabase } from '@subnetkit/core/validator'
import { testPayouts } from './testing/payouts-suite.js'

testPayouts('the embedded database', () => openDatabase({ memory: true }))
