import { testDatabase } from '../testing/start-gateway.js'
import { testPayments } from './testing/payments-suite.js'

testPayments('the embedded database', testDatabase)
