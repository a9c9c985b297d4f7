import { testDatabase } from '../testing/start-gateway.js'
import { testDeposits } from './testing/deposits-suite.js'

testDeposits('the embedded database', testDatabase)
