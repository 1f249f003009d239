import { env } from 'node:process'

export default {
  cacheDir: env.CACHE,
  test: { include: ['*.spec.ts'], reporters: ['dot'], testTimeout: 30_000 },
  resolve: { conditions: ['@sim/source'] },
  ssr: { resolve: { conditions: ['@sim/source', 'node'] } },
}
