/** How TypeScript is read; everything else is Jest's own. */
export default {
  transform: { '^.+\\.ts$': ['@swc/jest', { module: { type: 'commonjs' } }] },
}
