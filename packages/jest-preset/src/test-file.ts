import { systemClock } from '@sim/core'
import process from 'node:process'
import { appendToFailures } from './append-timeline.ts'
import { lambdaSimOptions, type ProjectConfig } from './lambda-sim-options.ts'
import { matchers } from './matchers/matchers.ts'
import { prepare } from './prepare.ts'
import { SimulatorHost } from './simulator-host.ts'
import { deadlineSlot, hostSlot, matchersSlot, waitingSlot, type Slots } from './slots.ts'
import type { Block, TestEvent, TestState } from './test-events.ts'

/** The environment's own global object: the matchers live here, where they are loaded once for all files. */
const outside = globalThis as Slots

/** One test file, as its environment sees it: what Jest tells of it becomes scopes of simulators. */
export class TestFile {
  readonly #host: SimulatorHost
  readonly #slots: Slots
  readonly #told = new WeakSet<object>()
  readonly #onDisconnect = () => void this.#host.end()

  /**
   * Builds what is configured, unless that was done, and makes simulators known to the file.
   *
   * Rejects with `ERR_INVALID_OPTIONS` or `ERR_BUILD_FAILED`.
   */
  static async begin(config: ProjectConfig, testPath: string, slots: Slots): Promise<TestFile> {
    const settings = await prepare(lambdaSimOptions(config), config.rootDir)
    return new TestFile(new SimulatorHost(testPath, settings), slots)
  }

  private constructor(host: SimulatorHost, slots: Slots) {
    this.#host = host
    this.#slots = slots
    slots[hostSlot] = host
    slots[matchersSlot] = matchers
    // Jest is gone, and does not end its workers: their tests would go on until they time out.
    process.once('disconnect', this.#onDisconnect)
  }

  /** Ends what it still runs. */
  async end(): Promise<void> {
    process.off('disconnect', this.#onDisconnect)
    delete outside[deadlineSlot]
    await this.#host.end()
  }

  /** Something happens in it. */
  async hear(event: TestEvent, state: TestState): Promise<void> {
    this.#setDeadline(event, state)
    switch (event.name) {
      case 'run_start':
        return this.#watchConcurrent(state.rootDescribeBlock)
      case 'run_describe_start':
        return this.#host.openBlock(event.describeBlock)
      case 'test_start':
        return this.#start(event.test)
      case 'test_fn_failure':
        return this.#excuse(event.test)
      case 'test_done':
        return await this.#finish(event.test)
      case 'test_skip':
      case 'test_todo':
        return await this.#host.close(event.test)
      case 'run_describe_finish':
        return await this.#host.close(event.describeBlock)
    }
  }

  #setDeadline({ name, test, hook }: TestEvent, { testTimeout }: TestState): void {
    const isStart = name === 'test_fn_start' || name === 'hook_start'
    const isEnd = /^(test_fn|hook)_(success|failure)$/.test(name)
    if (!isStart && !isEnd) return
    const timeoutMs = (hook ?? test)?.timeout ?? testTimeout
    const deadline = isStart ? systemClock.now() + timeoutMs : undefined
    this.#slots[deadlineSlot] = deadline
    outside[deadlineSlot] = deadline
  }

  // What a concurrent test asks for is found by its caller.
  #start(test: TestEvent['test']): void {
    if (test?.concurrent !== true) this.#host.openTest(test)
  }

  #excuse(test: TestEvent['test']): void {
    if (test?.concurrent !== true) this.#slots[waitingSlot]?.excuse()
  }

  // Jest 29 starts them all before the first test; Jest 30 those of a block together. Only their own code can tell
  // which one it belongs to.
  #watchConcurrent(block: Block): void {
    for (const child of block.children) {
      if (child.type === 'describeBlock') this.#watchConcurrent(child)
      else if (child.concurrent && child.fn !== undefined) {
        const { fn } = child
        child.fn = () => this.#host.runBeside(child, fn)
      }
    }
  }

  async #finish(test: TestEvent['test']): Promise<void> {
    const errors = test?.errors ?? []
    appendToFailures(errors, this.#host.timeline(test), this.#told)
    await this.#host.close(test).catch((error: unknown) => errors.push(error))
  }
}
