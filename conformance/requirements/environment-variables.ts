import { testsOf } from './proof.ts'
import type { Area } from './requirement.ts'

const managed = testsOf('packages/simulator/test/managed/variables.test.ts')
const snapshot = testsOf('packages/simulator/test/snapshot.test.ts')
const provisionedConcurrency = testsOf(
  'packages/simulator/test/outcomes/provisioned-concurrency.test.ts',
)
const outcomes = testsOf('packages/simulator/test/outcomes/variables.test.ts')
const invoke = testsOf('packages/simulator/test/invoke.test.ts')
const processes = testsOf('conformance/test/seed-process.test.ts')
const rie = testsOf('packages/cli/test/rie/process-variables.test.ts')
const rieCommand = testsOf('packages/cli/test/rie/rie-command.test.ts')
const bootstrap = testsOf('packages/cli/test/rie/bootstrap.test.ts')
const settings = testsOf('packages/cli/test/rie/function-settings.test.ts')
const variables = testsOf('packages/cli/test/function/function-variables.test.ts')
const directory = testsOf('packages/simulator/test/function-directory.test.ts')
const roles = invoke('each process gets the environment of its role, and nothing of the host')

/** What processes find in their environment, and which programs they are. */
export const environmentVariables: Area = {
  title: 'Environment variables',
  prefixes: ['env'],
  requirements: [
    {
      id: 'env.platform',
      statement:
        'Runtime and extensions get `AWS_REGION`, `AWS_DEFAULT_REGION`, `AWS_LAMBDA_FUNCTION_NAME`, `_VERSION` and `_MEMORY_SIZE` and `AWS_LAMBDA_RUNTIME_API`, which nothing overrides.',
      grade: 'core',
      source: [
        'core: rapidcore/env/constants.go:6-67',
        'core: rapidcore/env/environment.go:140-160',
      ],
      proofs: [
        roles,
        processes('PROC-01 a runtime process answers, in the environment of Lambda'),
        outcomes('the platform’s %s wins over the function’s, for everybody'),
      ],
    },
    {
      id: 'env.credentials',
      statement:
        'Runtime and extensions get `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`.',
      grade: 'core',
      source: ['core: rapidcore/env/constants.go:6-67', 'docs: configuration-envvars'],
      proofs: [
        roles,
        variables('all three credentials become those of the function'),
        outcomes('keys without a session token leave none'),
      ],
    },
    {
      id: 'env.runtime-only',
      statement:
        'The runtime alone gets `_HANDLER`, `AWS_EXECUTION_ENV`, `AWS_LAMBDA_LOG_GROUP_NAME`, `AWS_LAMBDA_LOG_STREAM_NAME`, `LAMBDA_TASK_ROOT`, `LAMBDA_RUNTIME_DIR` and `AWS_XRAY_DAEMON_ADDRESS`.',
      grade: 'documented',
      source: ['docs: runtimes-extensions-api', 'core: rapidcore/env/constants.go:6-67'],
      proofs: [
        roles,
        processes('PROC-02 an extension process registers, without the runtime variables'),
        outcomes('%s is the platform’s, and no extension sees it'),
      ],
    },
    {
      id: 'env.hidden-from-extensions',
      statement:
        'Extensions get no variable whose name begins with an underscore, and none of those that the documentation hides from them.',
      grade: 'documented',
      source: ['docs: runtimes-extensions-api', 'core: rapidcore/env/environment.go:140-160'],
      proofs: [roles, rie('extensions do not see what begins with an underscore')],
    },
    {
      id: 'env.customer',
      statement:
        'Variables of the function reach runtime and extensions, below those of the platform.',
      grade: 'core',
      source: ['core: rapidcore/env/environment.go:140-160', 'docs: configuration-envvars'],
      proofs: [
        roles,
        directory('the handler sees its invocation in the context'),
        outcomes('a function may choose its %s, and extensions see it'),
        outcomes('a function may choose its %s, which no extension sees'),
      ],
    },
    {
      id: 'env.nothing-of-the-host',
      statement:
        'Nothing of the host’s environment reaches a process unless it is asked for, credentials least of all.',
      grade: 'chosen',
      source: ['docs: lambda-runtime-environment'],
      note: 'a function under test must not act in the name of who tests it',
      proofs: [
        roles,
        variables('nothing of the host gets in unasked'),
        variables('a name alone passes on what the host has'),
      ],
    },
    {
      id: 'env.trace-is-the-runtimes',
      statement: '`_X_AMZN_TRACE_ID` is set by the runtime, for each invocation.',
      grade: 'documented',
      source: ['docs: runtimes-custom'],
      proofs: [
        testsOf('packages/simulator/test/nodejs-runtime/context.test.ts')(
          'each invocation has its own trace id, in the environment',
        ),
      ],
    },
    {
      id: 'env.defaults',
      statement:
        '`TZ` is `:UTC`, `LANG` is `en_US.UTF-8`, and `PATH` and `LD_LIBRARY_PATH` are those of Lambda, unless the function sets them.',
      grade: 'documented',
      source: ['docs: configuration-envvars'],
      proofs: [
        outcomes('a function may choose its %s, and extensions see it'),
        invoke('each process gets the environment of its role, and nothing of the host'),
      ],
    },
    {
      id: 'env.initialization-type',
      statement:
        '`AWS_LAMBDA_INITIALIZATION_TYPE` says how the environment was initialised: `on-demand`, `provisioned-concurrency`, `snap-start` or `lambda-managed-instances`.',
      grade: 'documented',
      source: ['docs: configuration-envvars'],
      proofs: [
        outcomes('the platform’s %s wins over the function’s, for everybody'),
        provisionedConcurrency('telemetry and variables say that the environment was provisioned'),
        snapshot('processes have neither keys nor the names of logs, but the way to credentials'),
        managed(
          'processes are told what they are part of, and only the runtime how many at a time',
        ),
      ],
    },
    {
      id: 'env.bootstrap',
      statement: 'A function directory with a `bootstrap` is run by it, as it is.',
      grade: 'documented',
      source: ['docs: runtimes-custom'],
      proofs: [
        directory('an executable bootstrap is run as it is'),
        testsOf('packages/cli/test/run/run-answers.test.ts')(
          'a folder with a bootstrap, and a bootstrap alone, are run as they are',
        ),
      ],
    },
    {
      id: 'env.emulator.bootstrap',
      statement:
        '`lambda-sim rie` without a command runs the first that is there of `/var/task/bootstrap`, `/opt/bootstrap` and `/var/runtime/bootstrap`, in `/var/task`.',
      grade: 'core',
      source: ['core: rie/run.go:107-154'],
      proofs: [
        bootstrap('of $there the first is taken'),
        bootstrap('where there is none, the first place is tried'),
        bootstrap('a named program starts where the user is'),
      ],
    },
    {
      id: 'env.emulator.container',
      statement:
        'Under `lambda-sim rie` the container’s environment is that of the function: the runtime sees all of it, extensions all but what begins with an underscore and what is hidden by name.',
      grade: 'core',
      source: ['core: rie/handlers.go:193-210', 'capture: the emulator'],
      proofs: [
        rie('the runtime has every variable of the emulator, but its own address and handler'),
        rie('extensions do not see what begins with an underscore'),
        rieCommand('variables name the function, and reach it as they are'),
      ],
    },
    {
      id: 'env.emulator.defaults',
      statement:
        'Of its own accord `lambda-sim rie` sets the function’s name, version, memory size, log group and log stream, and empty credentials; `TZ`, the region, the task root, the runtime directory and the handler are not invented.',
      grade: 'captured',
      source: ['capture: the emulator', 'core: rie/handlers.go:193-210'],
      proofs: [
        rie('of its own accord the %s has little'),
        settings("without variables the function is the emulator's"),
      ],
    },
    {
      id: 'env.emulator.handler',
      statement:
        'The handler is `AWS_LAMBDA_FUNCTION_HANDLER`, or `_HANDLER`, or the last of several arguments.',
      grade: 'core',
      source: [
        'core: rie/handlers.go:215',
        'core: rie/run.go:142-145',
        'core: rapidcore/env/environment.go:112-115',
      ],
      proofs: [settings('with $env the handler is $handler, and extensions hear of "$told"')],
    },
  ],
}
