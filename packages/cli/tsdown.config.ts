import { base } from '../../tsdown.config.ts'

export default { ...base, entry: ['src/index.ts', 'src/bin.ts'] }
