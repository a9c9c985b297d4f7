export { redisMissing, startTestRedis, type TestRedis } from '../queue/testing/redis.js'
export {
  postgresMissing,
  startTestPostgres,
  type TestPostgres,
  type TestPostgresOptions,
} from '../store/testing/postgres.js'
export { createFakeChain, type FakeChain, fakeNeuron } from '../validator/testing/fake-chain.js'
