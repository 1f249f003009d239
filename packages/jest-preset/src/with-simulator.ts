import type { ProjectConfig } from './lambda-sim-options.ts'
import type { TestEvent, TestState } from './test-events.ts'
import { TestFile } from './test-file.ts'

/** What a test environment of Jest is, as far as this package needs it. */
export interface JestEnvironment {
  /** The global object of the tests. */
  global: object
  setup(): Promise<void>
  teardown(): Promise<void>
  handleTestEvent?(event: never, state: never): void | Promise<void>
}

/** The class of one: Jest makes it with its configuration, and what it knows of the test file. */
// oxlint-disable-next-line typescript/no-explicit-any -- TypeScript wants it of a class that is extended
export type JestEnvironmentClass = new (...args: any[]) => JestEnvironment

type EnvironmentArguments = [
  config: { readonly projectConfig: ProjectConfig },
  context: { readonly testPath: string },
]

/**
 * A test environment of yours that also has everything of this package's: simulators that end with their test,
 * timelines on failures, deadlines for matchers, builds.
 *
 * @example
 * import { withSimulator } from '@sim/jest-preset/environment'
 * export default withSimulator(MyEnvironment)
 */
export function withSimulator<Base extends JestEnvironmentClass>(base: Base): Base {
  const Extended = class extends (base as JestEnvironmentClass) {
    readonly #args: EnvironmentArguments
    #file: TestFile | undefined

    // oxlint-disable-next-line typescript/no-explicit-any -- as above
    constructor(...args: any[]) {
      super(...(args as []))
      this.#args = args as EnvironmentArguments
    }

    override async setup(): Promise<void> {
      await super.setup()
      const [{ projectConfig }, { testPath }] = this.#args
      this.#file = await TestFile.begin(projectConfig, testPath, this.global)
    }

    override async teardown(): Promise<void> {
      try {
        await this.#file?.end()
      } finally {
        await super.teardown()
      }
    }

    override async handleTestEvent(event: TestEvent, state: TestState): Promise<void> {
      await super.handleTestEvent?.(event as never, state as never)
      await this.#file?.hear(event, state)
    }
  }
  return Extended as JestEnvironmentClass as Base
}
