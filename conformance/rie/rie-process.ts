import { defaultWaitMs, Log, Resources, waitFor } from '@sim/core'
import { OsProcess } from '@sim/process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
const bin = path('../../packages/cli/src/bin.ts')
const sleeps = path('../fixtures/sleeps.sh')

/** Where Node keeps what it made of our sources: each of many processes would do it again. */
const compileCache = path('../node_modules/.cache/lambda-sim')

/** What an emulator is started with. */
export interface RieSetup {
  /** File names in the directory of extensions; all of them only sleep. */
  readonly extensions?: readonly string[] | undefined
  readonly timeoutSeconds?: number | undefined
  /** More flags than those that tests need to find it. */
  readonly flags?: readonly string[] | undefined
  /** More variables. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** The runtime's program and its arguments. Default: it only sleeps. */
  readonly bootstrap?: readonly string[] | undefined
}

/** `lambda-sim rie` as a process of its own. */
export class RieProcess implements AsyncDisposable {
  /** `host:port` of the Runtime API. */
  readonly runtimeApi: string
  /** `host:port` of the caller's side. */
  readonly invocations: string
  /** The lines of its own log, as they come. */
  readonly log: Log<string>
  /** The lines of its processes, and its own about invocations. */
  readonly stdout: Log<string>
  readonly #resources: Resources

  private constructor({ stdout, stderr }: Streams, addresses: Addresses, resources: Resources) {
    this.stdout = stdout
    this.log = stderr
    this.runtimeApi = addresses.runtimeApi
    this.invocations = addresses.invocations
    this.#resources = resources
  }

  /** Resolves when it says where it listens. */
  static async start(setup: RieSetup = {}): Promise<RieProcess> {
    const { extensions = [], timeoutSeconds = 5, flags = [], bootstrap = [sleeps] } = setup
    await using resources = new Resources()
    const directory = mkdtempSync(join(tmpdir(), 'rie-extensions-'))
    resources.defer(() => rmSync(directory, { recursive: true }))
    for (const name of extensions) symlinkSync(sleeps, join(directory, name))
    const streams = { stdout: new Log<string>(), stderr: new Log<string>() }
    const addresses = addressesIn(streams.stderr)
    const rie = await OsProcess.spawn({
      name: 'lambda-sim rie',
      command: process.execPath,
      args: [
        '--conditions=@sim/source',
        bin,
        'rie',
        ...ownFlags(directory),
        ...flags,
        ...bootstrap,
      ],
      env: {
        PATH: process.env.PATH ?? '',
        NODE_COMPILE_CACHE: compileCache,
        AWS_LAMBDA_FUNCTION_TIMEOUT: String(timeoutSeconds),
        ...setup.env,
      },
      onOutput: ({ stream, text }) => streams[stream].append(text),
    })
    // It has nothing to say to its processes: they all go at once.
    resources.defer(() => rie.kill())
    return new RieProcess(streams, await addresses, resources.move())
  }

  /** Has Node make ready what every process needs, once. */
  static async prepare(): Promise<void> {
    await using once = await OsProcess.spawn({
      name: 'lambda-sim rie --help',
      command: process.execPath,
      args: ['--conditions=@sim/source', bin, 'rie', '--help'],
      env: { NODE_COMPILE_CACHE: compileCache },
    })
    await once.exited
  }

  /** Ends it and everything that it started. Safe to call again. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources[Symbol.asyncDispose]()
  }
}

interface Streams {
  readonly stdout: Log<string>
  readonly stderr: Log<string>
}

interface Addresses {
  readonly runtimeApi: string
  readonly invocations: string
}

function ownFlags(extensions: string): readonly string[] {
  return [
    '--runtime-api-address=127.0.0.1:0',
    '--runtime-interface-emulator-address=127.0.0.1:0',
    `--extensions-dir=${extensions}`,
    '--log-level=debug',
  ]
}

async function addressesIn(log: Log<string>): Promise<Addresses> {
  const found = (form: RegExp) =>
    log
      .entries()
      .map((line) => form.exec(line)?.[1])
      .find((address) => address !== undefined)
  const addresses = () => ({
    runtimeApi: found(/Runtime API at (\S+)$/),
    invocations: found(/invocations at http:\/\/([^/]+)\//),
  })
  const isKnown = (all: ReturnType<typeof addresses>): all is Addresses =>
    all.runtimeApi !== undefined && all.invocations !== undefined
  await waitFor(log, () => isKnown(addresses()), {
    what: 'the emulator to say where it listens',
    timeoutMs: 4 * defaultWaitMs,
    describe: () => log.entries().join('\n'),
  })
  return addresses() as Addresses
}
