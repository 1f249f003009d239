import { cases, testsOf } from '../proof.ts'
import type { Requirement } from '../requirement.ts'

const emulatorSeams = testsOf('packages/simulator/test/emulator-seams.test.ts')
const rieInUse = testsOf('packages/cli/test/rie/rie-in-use.test.ts')
const rieSnapstart = testsOf('packages/cli/test/rie/rie-snapstart.test.ts')
const disabledExtensions = testsOf('packages/cli/test/rie/disabled-extensions.test.ts')
const emulatedRuntime = testsOf('packages/cli/test/rie/emulated-runtime.test.ts')
const recollection = testsOf('packages/cli/test/rie/recollection.test.ts')
const rieInit = testsOf('packages/cli/test/rie/rie-init.test.ts')
const rieEnvironment = testsOf('packages/cli/test/rie/rie-environment.test.ts')
const emulatedApis = testsOf('packages/cli/test/rie/emulated-apis.test.ts')
const rieCommand = testsOf('packages/cli/test/rie/rie-command.test.ts')
const options = testsOf('packages/cli/test/rie/rie-options.test.ts')
const settings = testsOf('packages/cli/test/rie/function-settings.test.ts')
const signals = testsOf('packages/cli/test/rie/rie-signals.test.ts')
const usage = testsOf('packages/cli/test/rie/rie-usage.test.ts')
const reports = testsOf('packages/cli/test/rie/report-lines.test.ts')
const extensions = testsOf('packages/cli/test/rie/rie-extensions.test.ts')

/** `lambda-sim rie`, which stands in for AWS’s Runtime Interface Emulator: its flags and its life. */
export const command: readonly Requirement[] = [
  {
    id: 'emulator.flags',
    statement:
      'The flags are the emulator’s: `--runtime-api-address`, `--runtime-interface-emulator-address`, `--log-level` and `--enable-init-caching`, with its defaults.',
    grade: 'core',
    source: ['core: rie/run.go:25-31'],
    proofs: [
      options('without flags everything is where the emulator has it'),
      options('every flag counts'),
    ],
  },
  {
    id: 'emulator.wrong-flags',
    statement:
      'A flag that does not exist, or has a wrong value, is named and ends the command with 2.',
    grade: 'chosen',
    source: ['capture: the emulator'],
    note: 'the emulator takes a flag that it does not know for the bootstrap, and stumbles over a value when it is called',
    proofs: [usage('$args with $env is wrong usage')],
  },
  {
    id: 'emulator.function',
    statement:
      'The function is what variables say, with the emulator’s defaults: `test_function`, `$LATEST`, 3008 MB, 300 s, account 012345678912.',
    grade: 'core',
    source: ['core: rie/handlers.go:92-129'],
    proofs: [
      settings("without variables the function is the emulator's"),
      settings('variables say otherwise'),
      rieCommand('variables name the function, and reach it as they are'),
    ],
  },
  {
    id: 'emulator.timeout-limit',
    statement:
      'A time-out may be longer than Lambda’s; what is no whole number of seconds is refused at the start.',
    grade: 'chosen',
    source: ['docs: gettingstarted-limits', 'core: rie/handlers.go:92-129'],
    note: 'the emulator takes any number, too, and crashes at what is none when it is called',
    proofs: [
      settings('$env is refused'),
      settings('a time-out may be longer than Lambda allows'),
      settings('a time-out that no timer can hold is the longest that one can, with a warning'),
    ],
  },
  {
    id: 'emulator.lazy-init',
    statement: 'Nothing is started before the first invocation, whose time-out covers init.',
    grade: 'core',
    source: ['core: rie/handlers.go:104-116'],
    proofs: [
      ...cases('init-timeout-body'),
      rieCommand('nothing is started before the first invocation'),
      signals('without any invocation there is nothing to end'),
      rieInit("init is a part of the first invocation, and of the function's time"),
      emulatorSeams(
        'an environment that initialises inside its first invocation is dormant before',
      ),
      emulatorSeams('its time-out bounds that init, and the next one is an init of the invocation'),
    ],
  },
  {
    id: 'emulator.log-lines',
    statement:
      'START, END and REPORT are printed around an invocation in the emulator’s words, with the invocation’s own id.',
    grade: 'chosen',
    source: ['core: rie/handlers.go:58-74,128'],
    note: 'the emulator prints two different ids, a duration of init without a meaning and the memory size as what was used; here they are measured',
    proofs: [
      rieCommand(
        'stdout has what the processes print, on either stream, between START, END and REPORT',
      ),
      reports('START names the version'),
      reports('REPORT has the duration, and bills whole milliseconds of it'),
    ],
  },
  {
    id: 'emulator.shutdown-reasons',
    statement:
      'Reasons of a SHUTDOWN are spelt as the emulator does: `Timeout`, `ReleaseFail` and `SandboxTerminated`, and `spindown` when the very first init fails.',
    grade: 'captured',
    source: [
      'capture: the emulator',
      'core: rapidcore/server.go:28-30',
      'core: rapidcore/sandbox_builder.go:69-72',
    ],
    proofs: [
      rieInit('extensions hear why everything ends in the words of the emulator'),
      recollection("reasons are the emulator's words"),
    ],
  },
  {
    id: 'emulator.extensions',
    statement:
      'Extensions are those in `/opt/extensions`, unless the file `/opt/disable-extensions-jwigqn8j` is there; then the routes of extensions are 404 without a body.',
    grade: 'core',
    source: [
      'core: extensions/extensions.go:14,28-44',
      'core: rapi/middleware/middleware.go:83-91',
    ],
    proofs: [
      extensions(
        'the extensions of the directory are started, see what is theirs, and get every event',
      ),
      emulatedApis(
        'a layer that keeps extensions off closes their API, and those of telemetry that are real',
      ),
      disabledExtensions('extensions are kept off by a file that is there, whatever it holds'),
    ],
  },
  {
    id: 'emulator.stubs',
    statement:
      'Without `--telemetry` subscriptions are 202 with `Telemetry.NotSupported` and `Logs.NotSupported`, whoever asks.',
    grade: 'core',
    source: ['core: rapi/handler/runtimelogs_stub.go:14-47', 'docs: telemetry-api-reference'],
    proofs: [
      ...cases('telemetry-stub'),
      ...cases('logs-stub'),
      ...cases('logs-stub-no-id'),
      emulatedApis('$call is answered with $answer'),
      rieEnvironment('the Telemetry API is not supported unless it is asked for'),
    ],
  },
  {
    id: 'emulator.telemetry',
    statement: 'With `--telemetry` subscriptions are served.',
    grade: 'chosen',
    source: ['docs: telemetry-api'],
    note: 'extensions that export telemetry can be tested in the image that uses the emulator',
    proofs: [rieEnvironment('with --telemetry it tells of everything')],
  },
  {
    id: 'emulator.freeze',
    statement: 'With `--freeze` processes stand still between two invocations.',
    grade: 'chosen',
    source: ['docs: lambda-runtime-environment'],
    note: 'the emulator never freezes',
    proofs: [
      rieEnvironment(
        'with --freeze everything stands still between invocations, and ends all the same',
      ),
      rieEnvironment('without --freeze nothing is stopped'),
    ],
  },
  {
    id: 'emulator.init-caching',
    statement:
      'With `--enable-init-caching` the endpoints of SnapStart are there, and the first invocation releases `restore/next` with its event.',
    grade: 'captured',
    source: ['capture: the emulator', 'core: rapid/handlers.go:406-533'],
    proofs: [
      ...cases('snap-rie-restore-next-returns-event'),
      rieSnapstart(
        'a runtime that waits to be restored finds the event there, and again where it asks for it',
      ),
      rieSnapstart('only the first invocation restores'),
    ],
  },
  {
    id: 'emulator.upload-breaks-off',
    statement:
      'An upload that breaks off, or an error over the limit, ends with the connection and leaves the runtime in a state without a way out until it is reset.',
    grade: 'captured',
    source: ['capture: the emulator', 'core: rapi/handler/invocationresponse.go:112-115'],
    proofs: [
      ...cases('response-truncated-upload'),
      ...cases('error-too-large-connection-dropped'),
      emulatedRuntime('a $call of $delivered.errorType is never over'),
    ],
  },
  {
    id: 'emulator.ends-cleanly',
    statement:
      'SIGTERM and SIGINT end everything within its time, with exit code 0 and with nobody left.',
    grade: 'captured',
    source: ['capture: the emulator'],
    proofs: [
      signals('%s ends everything, with exit code 0'),
      signals('what hangs when the end comes is cut off'),
      signals('what does not end by itself is ended within its time, and nobody is left'),
      signals('an answer that extensions hold back is given at the end'),
      emulatorSeams('a shutdown that cuts off ends what runs and what waits, in order'),
    ],
  },
  {
    id: 'emulator.ends-for-callers',
    statement: 'Whoever waits when the end comes is told so by 504.',
    grade: 'chosen',
    source: ['core: rie/handlers.go:132-190'],
    note: 'the emulator has no queue; 504 is what it says when a reservation is gone',
    proofs: [
      signals('whoever waits for a turn when the end comes is told, too'),
      signals('an answer that is on its way when the end comes arrives whole'),
    ],
  },
  {
    id: 'emulator.second-signal',
    statement: 'A second signal ends it at once, and all that it started.',
    grade: 'chosen',
    source: ['capture: the emulator'],
    note: 'the emulator ignores it, and who is in a hurry kills it',
    proofs: [signals('a second signal ends it at once, and all that it started')],
  },
  {
    id: 'emulator.killed',
    statement: 'When it is killed, all that it started goes with it.',
    grade: 'chosen',
    source: ['capture: the emulator'],
    note: 'the processes of the emulator live on',
    proofs: [rieInUse('when it is killed, all that it started goes with it')],
  },
]
