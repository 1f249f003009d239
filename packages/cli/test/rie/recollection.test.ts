import { expect, test } from '@jest/globals'
import type { JournalEntry, JournalEntryType, JournalFacts } from '@sim/simulator'
import { Recollection } from '../../src/rie/recollection.ts'

type Event = JournalFacts['telemetry']['event']

const moment = { atMs: 0, wallMs: 0, sequence: 1 }

/** A recollection, and a way to have it read. */
function recalling() {
  const recollection = new Recollection()
  let generation = 1
  const read = <T extends JournalEntryType>(type: T, facts: JournalFacts[T]) =>
    recollection.read({ type, ...moment, generation, ...facts } as JournalEntry)
  const tell = (type: string, record: object) =>
    read('telemetry', { event: { time: '', type, record } as Event })
  return {
    recollection,
    renew: () => {
      generation += 1
      read('phase', { from: 'reset', to: 'dormant' })
    },
    initError: (body: string) => {
      recollection.initErrorComes(Buffer.from(body))
      read('runtime.init-error', { errorType: 'Runtime.Unknown' })
    },
    init: (status: string) => tell('platform.initReport', { status }),
    fail: () => read('failed', { errorType: 'Runtime.ExitError', message: '' }),
    answer: (requestId: string) => read('invocation.answered', { requestId, status: 'success' }),
    report: (requestId: string, status: string) => tell('platform.report', { requestId, status }),
  }
}

test('how an invocation ended can be asked for once', () => {
  const { recollection, init, answer, report } = recalling()

  init('success')
  answer('one')
  report('one', 'success')

  const end = { status: 'success', replied: true, firstInitError: undefined }
  expect(recollection.takeEnd('one')).toEqual(end)
  expect(recollection.takeEnd('one')).toBeUndefined()
  expect(recollection.takeEnd('two')).toBeUndefined()
})

test('an answer counts as one unless it comes after a failure', () => {
  const { recollection, init, fail, answer, report } = recalling()

  init('success')
  answer('before')
  fail()
  answer('after')
  report('before', 'error')
  report('after', 'error')

  const replied = ['before', 'after'].map((id) => recollection.takeEnd(id)?.replied)
  expect(replied).toEqual([true, false])
})

test('an init error is an answer, but only to the init that failed', () => {
  const { recollection, renew, initError, init, fail, answer, report } = recalling()

  init('success')
  renew()
  initError('no disk')
  init('error')
  fail()
  answer('two')
  report('two', 'error')
  renew()
  init('error')
  fail()
  answer('three')
  report('three', 'error')

  const replied = ['two', 'three'].map((id) => recollection.takeEnd(id)?.replied)
  expect(replied).toEqual([true, false])
})

test('what the first init failed with is remembered for ever', () => {
  const { recollection, renew, initError, init, report } = recalling()

  initError('no disk')
  init('error')
  report('one', 'error')
  renew()
  init('error')
  report('two', 'error')

  const said = ['one', 'two'].map((id) => recollection.takeEnd(id)?.firstInitError?.toString())
  expect(said).toEqual(['no disk', 'no disk'])
})

test('a first init that failed without a word leaves none, a later one leaves what Lambda says', () => {
  const silent = recalling()
  const late = recalling()

  silent.init('error')
  silent.report('one', 'error')
  late.init('success')
  late.renew()
  late.init('error')
  late.report('one', 'error')

  expect(silent.recollection.takeEnd('one')?.firstInitError).toEqual(Buffer.alloc(0))
  expect(late.recollection.takeEnd('one')?.firstInitError).toBeUndefined()
})

test("reasons are the emulator's words", () => {
  const { recollection, renew, init } = recalling()
  const said = () =>
    (['timeout', 'failure', 'spindown'] as const).map((one) => recollection.spell(one))

  const beforeInit = said()
  init('success')
  const running = said()
  renew()
  const later = said()
  recollection.ending()
  const ending = said()

  expect(beforeInit).toEqual(['Timeout', 'spindown', 'spindown'])
  expect(running).toEqual(['Timeout', 'ReleaseFail', 'spindown'])
  expect(later).toEqual(['Timeout', 'ReleaseFail', 'spindown'])
  expect(ending).toEqual(['SandboxTerminated', 'SandboxTerminated', 'SandboxTerminated'])
})
