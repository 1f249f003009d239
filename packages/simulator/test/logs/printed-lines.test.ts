import { expect, test } from '@jest/globals'
import { Simulator } from '@sim/simulator'
import { happened, runtimeThat } from '../outcomes/scene.ts'
import { extension, runtime } from '../programs.ts'
import { LogSubscriber } from './log-subscriber.ts'
import { printed, records, writer, writing } from './writing.ts'

const late = [{ name: 'late' }]

test('what is printed to both outputs is told line by line, newlines kept', async () => {
  await using simulator = await Simulator.start({ runtime: writer })

  await simulator.invoke(writing([[1, 'hello\n']]))
  await simulator.invoke(writing([[2, 'oops\n']]))
  await happened(simulator, 'process.output', { text: 'oops' })

  expect(records(simulator)).toEqual(['hello\n', 'oops\n'])
  expect(printed(simulator)).toEqual([
    ['runtime', 'stdout', 'hello'],
    ['runtime', 'stderr', 'oops'],
  ])
})

test('lines of both outputs stand in the order in which they arrived', async () => {
  await using simulator = await Simulator.start({ runtime: writer })

  for (const turn of [1, 2, 3, 4]) {
    const text = `turn ${turn}`
    simulator.enqueue(writing([[turn % 2 === 0 ? 2 : 1, `${text}\n`]]))
    await happened(simulator, 'process.output', { text })
  }

  expect(records(simulator)).toEqual(['turn 1\n', 'turn 2\n', 'turn 3\n', 'turn 4\n'])
})

test('a line of 400,000 bytes is one event', async () => {
  await using simulator = await Simulator.start({ runtime: writer })
  const line = 'x'.repeat(400_000)

  await simulator.invoke(writing([[1, `${line}\n`]]))
  await happened(simulator, 'process.output', { text: line })

  expect(records(simulator)).toEqual([`${line}\n`])
})

test('what is written in pieces is one line, a character in two halves one character', async () => {
  await using simulator = await Simulator.start({ runtime: writer })
  const [first, second] = Buffer.from('é')

  await simulator.invoke(
    writing([
      [1, Buffer.from([0x63, first as number])],
      [1, Buffer.from([second as number])],
      [1, ' next\n'],
    ]),
  )
  await happened(simulator, 'process.output', { text: 'cé next' })

  expect(records(simulator)).toEqual(['cé next\n'])
})

test('empty lines, carriage returns, zeros and bytes of any kind are kept or replaced', async () => {
  await using simulator = await Simulator.start({ runtime: writer })
  const bytes = Buffer.concat([Buffer.from('\n\r\na\0b'), Buffer.from([0xff, 0x0a])])

  await simulator.invoke(writing([[1, bytes]]))
  await happened(simulator, 'process.output', { text: 'a\0b\u{fffd}' })

  expect(records(simulator)).toEqual(['\n', '\r\n', 'a\0b\u{fffd}\n'])
})

test('a line that a dying process did not finish is told as it is', async () => {
  await using simulator = await Simulator.start({ runtime: writer })

  const invocation = await simulator.invoke(writing([[1, 'whole\nhal']], { exit: 1 }))

  expect(invocation.status).toBe('error')
  expect(records(simulator)).toEqual(['whole\n', 'hal'])
  expect(invocation.logs).toEqual([
    { stream: 'stdout', text: 'whole' },
    { stream: 'stdout', text: 'hal' },
  ])
})

test('what extensions print is told as theirs, and of no one in particular', async () => {
  await using simulator = await Simulator.start({
    runtime: runtime('echoes'),
    extensions: [extension('observes')],
  })

  await simulator.invoke({})
  await happened(simulator, 'process.output', { role: 'extension' })

  expect(records(simulator, 'extension')).toEqual([expect.stringContaining('INVOKE')])
})

test('what an internal extension prints is the function’s', async () => {
  await using simulator = await Simulator.start({
    runtime: runtimeThat(
      'register internal INVOKE',
      'say inside',
      'next',
      '& event',
      'respond',
      'stay',
    ),
  })

  simulator.enqueue({})
  await happened(simulator, 'process.output', { text: 'inside' })

  expect(records(simulator)[0]).toBe('inside\n')
  expect(records(simulator, 'extension')).toEqual([])
})

test('ERR-003: what was printed before a crash is delivered long before the batch would be due', async () => {
  await using simulator = await Simulator.start({ runtime: writer, extensions: late })
  await using subscriber = await LogSubscriber.start(simulator, { timeoutMs: 30_000 })

  await simulator.invoke(writing([[1, 'last words\nhalf a li']], { exit: 1 }))

  expect(await subscriber.records('function', 2)).toEqual(['last words\n', 'half a li'])
})

test('what a runtime printed before it failed in its init is delivered at once, too', async () => {
  await using simulator = await Simulator.start({
    runtime: runtimeThat('say before', 'wait SIGUSR2', 'say and gone', 'exit 1'),
    extensions: late,
  })
  await using subscriber = await LogSubscriber.start(simulator, { timeoutMs: 30_000 })
  await happened(simulator, 'process.output', { text: 'waits' })

  process.kill(simulator.processes[0]?.pid as number, 'SIGUSR2')

  expect(await subscriber.records('function', 3)).toEqual(['before\n', 'waits\n', 'and gone\n'])
})

test('what a runtime printed before it ended between two invocations is delivered at once, too', async () => {
  await using simulator = await Simulator.start({
    runtime: runtimeThat('next', 'respond', '& next', 'wait SIGUSR2', 'say and gone', 'exit 1'),
    extensions: late,
  })
  await using subscriber = await LogSubscriber.start(simulator, { timeoutMs: 30_000 })
  await (await simulator.invoke({})).done()
  await happened(simulator, 'process.output', { text: 'waits' })

  process.kill(simulator.processes[0]?.pid as number, 'SIGUSR2')

  expect(await subscriber.records('function', 2)).toEqual(['waits\n', 'and gone\n'])
})

test('fifty megabytes are told line by line, and no more is kept than the journal holds', async () => {
  await using simulator = await Simulator.start({
    runtime: writer,
    timeoutMs: 60_000,
    journalLimit: 1_000,
  })
  let lines = 0
  let bytes = 0
  using _counted = simulator.journal.subscribe((entry) => {
    if (entry?.type !== 'process.output') return
    lines += 1
    bytes += entry.text.length + 1
  })
  const fifty = `${'x'.repeat(999)}\n`.repeat(50)

  await simulator.invoke(writing([[1, fifty]], { times: 1_000 }))
  await simulator.invoke(writing([[1, 'over\n']]))
  await happened(simulator, 'process.output', { text: 'over' })

  expect([lines, bytes]).toEqual([50_001, 50_000_005])
  expect(simulator.journal.entries().length).toBe(1_000)
  expect(simulator.invocations[0]?.logs.length).toBe(1_000)
})

test('a subscriber that hangs holds up neither a burst nor its invocation', async () => {
  await using simulator = await Simulator.start({
    runtime: writer,
    extensions: late,
    timeoutMs: 60_000,
    journalLimit: 1_000,
  })
  await using subscriber = await LogSubscriber.start(simulator, { hangs: true })
  const fifty = `${'x'.repeat(999)}\n`.repeat(50)

  const invocation = await simulator.invoke(writing([[1, fifty]], { times: 200 }))
  await simulator.invoke(writing([[1, 'over\n']]))
  await happened(simulator, 'process.output', { text: 'over' })

  expect(invocation.status).toBe('success')
  expect(await subscriber.records('function', 1)).not.toEqual([])
  expect(simulator.journal.entries('telemetry.delivered')).toEqual([])
})
