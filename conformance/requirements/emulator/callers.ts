import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const recollection = testsOf('packages/cli/test/rie/recollection.test.ts')
const rieInit = testsOf('packages/cli/test/rie/rie-init.test.ts')
const emulatedRuntime = testsOf('packages/cli/test/rie/emulated-runtime.test.ts')
const rieEnvironment = testsOf('packages/cli/test/rie/rie-environment.test.ts')
const command = testsOf('packages/cli/test/rie/rie-command.test.ts')
const answer = testsOf('packages/cli/test/rie/emulated-answer.test.ts')
const extensions = testsOf('packages/cli/test/rie/rie-extensions.test.ts')
const sniffed = testsOf('packages/cli/test/rie/sniff-content-type.test.ts')
const context = testsOf('packages/cli/test/rie/client-context.test.ts')

/** What its callers send and get. */
export const callers: readonly Requirement[] = [
  {
    id: 'emulator.path',
    statement: 'There is one path, `/2015-03-31/functions/function/invocations`; any other is 404.',
    grade: 'core',
    source: ['core: rie/http.go:14-25'],
    proofs: [
      ...cases('invoke-wrong-path-404'),
      command('any method will do, other paths are 404, and a context that is no base64 is 500'),
    ],
  },
  {
    id: 'emulator.any-method',
    statement: 'Any method invokes.',
    grade: 'captured',
    source: ['capture: the emulator'],
    proofs: [
      command('any method will do, other paths are 404, and a context that is no base64 is 500'),
    ],
  },
  {
    id: 'emulator.client-context',
    statement: '`X-Amz-Client-Context` is decoded from base64; what is none is 500 without a body.',
    grade: 'core',
    source: ['core: rie/handlers.go:85-90'],
    proofs: [
      ...cases('next-client-context-decoded', 'client-context-empty-header'),
      command('any method will do, other paths are 404, and a context that is no base64 is 500'),
      context('%j is no base64'),
    ],
  },
  {
    id: 'emulator.tenant',
    statement: '`X-Amz-Tenant-Id` reaches the runtime.',
    grade: 'core',
    source: ['core: rie/handlers.go:92-129'],
    proofs: [
      ...cases('next-tenant-id'),
      command('context and tenant reach the runtime, the content type does not'),
    ],
  },
  {
    id: 'emulator.trace-id',
    statement: '`X-Amzn-Trace-Id` reaches extensions, but not the runtime.',
    grade: 'captured',
    source: ['capture: the emulator', 'core: rie/handlers.go:119-127'],
    proofs: [
      ...cases('event-next-tracing-present', 'next-trace-id-dropped-by-rie'),
      rieEnvironment('the trace of a caller reaches extensions, and not the runtime'),
      emulatedRuntime('an event has neither a trace nor the id of its delivery'),
    ],
  },
  {
    id: 'emulator.content-type',
    statement: 'The caller’s content type does not reach the runtime.',
    grade: 'captured',
    source: ['capture: the emulator'],
    proofs: [
      ...cases('next-invoke-content-type-ignored'),
      command('context and tenant reach the runtime, the content type does not'),
    ],
  },
  {
    id: 'emulator.answer.body-only',
    statement:
      'The answer is the body with a guessed content type; no header of the runtime survives.',
    grade: 'captured',
    source: ['capture: the emulator', 'core: rie/util.go:25-41'],
    proofs: [
      ...cases('invoke-function-error-no-header'),
      command(
        'an answer comes out as its bytes, with a guessed content type and nothing else of the runtime',
      ),
      sniffed('%j is %s'),
    ],
  },
  {
    id: 'emulator.answer.function-error',
    statement: 'A function’s own error is 200 without a sign of it.',
    grade: 'captured',
    source: ['capture: the emulator'],
    proofs: [...cases('invoke-function-error-no-header'), command("a function's own error is 200")],
  },
  {
    id: 'emulator.answer.crash',
    statement: 'A crash is 502 with the error object.',
    grade: 'captured',
    source: ['capture: the emulator', 'core: rie/handlers.go:132-190'],
    proofs: [
      command('a runtime that dies is 502, and the next invocation has another one'),
      answer('$change is answered with $status $text'),
    ],
  },
  {
    id: 'emulator.answer.init-crash',
    statement:
      'A failed init is 502 with the body of the init error, and without a body if there was none.',
    grade: 'captured',
    source: ['capture: the emulator', 'core: rapidcore/server.go:670-678'],
    proofs: [
      command('an init that fails is 502 with what the runtime said of it: $text'),
      command('a bootstrap that is not there is 502 without a body'),
      answer('$change is answered with $status $text'),
    ],
  },
  {
    id: 'emulator.init.not-retried',
    statement: 'An init that fails is not tried again for the same caller.',
    grade: 'captured',
    source: ['capture: the emulator'],
    proofs: [rieInit('an init that fails is not tried again for the same caller')],
  },
  {
    id: 'emulator.init.remembered',
    statement:
      'What the very first init failed with is said of every later failure that has no answer of its own.',
    grade: 'core',
    source: ['core: rapidcore/server.go:670-678'],
    proofs: [
      rieInit('what the first init failed with is said of a later crash, too: $text'),
      recollection('what the first init failed with is remembered for ever'),
      rieInit('a later init that fails is told as Lambda tells it'),
    ],
  },
  {
    id: 'emulator.answer.timeout',
    statement:
      'A time-out is 200 with the text `Task timed out after <n>.00 seconds`, whether the runtime was ready or not.',
    grade: 'captured',
    source: ['capture: the emulator', 'core: rie/handlers.go:132-190'],
    proofs: [
      ...cases(
        'invoke-timeout-body',
        'init-timeout-body',
        'init-error-in-suppressed-init-then-timeout',
      ),
      command('a time-out is 200 with its text, and the next invocation has another runtime'),
      rieInit('a time-out in init is one time-out, and the next invocation has an init of its own'),
    ],
  },
  {
    id: 'emulator.answer.held',
    statement:
      'The answer is held until the runtime and the subscribed extensions have polled again.',
    grade: 'captured',
    source: ['capture: the emulator', 'core: rie/handlers.go:130-133'],
    proofs: [
      ...cases('invoke-not-done-until-next'),
      extensions('the caller waits until extensions are done'),
    ],
  },
  {
    id: 'emulator.concurrent-calls',
    statement: 'Calls at the same time have their turns.',
    grade: 'chosen',
    source: ['capture: the emulator', 'core: rapidcore/server.go:661-666'],
    note: 'a second call ends the emulator, which nobody can want',
    proofs: [command('concurrent calls have their turns, one after the other')],
  },
]
