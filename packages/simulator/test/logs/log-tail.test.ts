import { expect, test } from '@jest/globals'
import { Simulator, type SimulatorOptions } from '@sim/simulator'
import { writer, writing } from './writing.ts'

async function tailOf(event: unknown, options: SimulatorOptions = {}) {
  await using simulator = await Simulator.start({ runtime: writer, ...options })
  const response = await fetch(`${simulator.endpoint}/2015-03-31/functions/function/invocations`, {
    method: 'POST',
    headers: { 'X-Amz-Log-Type': 'Tail' },
    body: JSON.stringify(event),
  })
  return Buffer.from(response.headers.get('x-amz-log-result') ?? '', 'base64')
}

test('a caller has the log of its invocation', async () => {
  const lines = (await tailOf(writing([[1, 'hello\n']]))).toString().split('\n')

  expect(lines).toEqual([
    expect.stringMatching(/^START RequestId: /),
    'hello',
    expect.stringMatching(/^END RequestId: /),
    expect.stringMatching(/^REPORT RequestId: /),
    '',
  ])
})

test('in JSON it has the events', async () => {
  const tail = await tailOf(writing([[1, 'hello\n']]), { logFormat: 'JSON' })

  expect(tail.toString().trimEnd().split('\n')).toEqual([
    expect.stringContaining('"type":"platform.start"'),
    'hello',
    expect.stringContaining('"type":"platform.report"'),
  ])
})

test.each([0, 1, 2, 3])(
  'a long log loses its beginning, and no character is cut, %i bytes off',
  async (offset) => {
    const tail = await tailOf(writing([[1, `${'x'.repeat(offset)}${'😀'.repeat(2_000)}\n`]]))

    expect(tail.length).toBeGreaterThan(4_096 - 4)
    expect(tail.length).toBeLessThanOrEqual(4_096)
    expect(tail.toString()).toMatch(/^😀+\nEND RequestId: .*\nREPORT .*\n$/u)
  },
)

test('of more lines than an invocation keeps it has the last ones', async () => {
  const tail = await tailOf(
    writing([[1, Array.from({ length: 3_000 }, (_, n) => `${n}\n`).join('')]]),
  )

  expect(tail.toString()).toContain('\n2999\nEND RequestId: ')
})
