import { expect, test } from '@jest/globals'
import { assertSupportedNode } from '@sim/core'

test.each(['22.12.0', '22.20.1', '24.0.0', '100.1.0'])('Node %s will do', (version) => {
  expect(() => assertSupportedNode(version)).not.toThrow()
})

test.each(['20.20.2', '22.11.9', '18.0.0', '2.99.0'])('Node %s is too old', (version) => {
  expect(() => assertSupportedNode(version)).toThrow(
    expect.objectContaining({
      code: 'ERR_UNSUPPORTED_NODE',
      message: `Node 22.12 or newer is needed, found ${version}`,
    }),
  )
})
