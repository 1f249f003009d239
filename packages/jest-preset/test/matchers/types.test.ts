import { expect, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { typedExpectations } from './typed-expectations.ts'

const execute = promisify(execFile)
const { resolve } = createRequire(import.meta.url)
const own = fileURLToPath(new URL('../../', import.meta.url))

/** What a user's compiler says of a program, whose only packages are these. */
async function compile(program: string, packages: readonly string[], globals: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'types-'))
  try {
    for (const name of packages) {
      const target = join(folder, 'node_modules', name)
      await mkdir(dirname(target), { recursive: true })
      await symlink(name === '@sim/jest-preset' ? own : join(own, 'node_modules', name), target)
    }
    const compilerOptions = {
      target: 'es2024',
      lib: ['es2024', 'esnext.disposable'],
      module: 'nodenext',
      customConditions: ['@sim/source'],
      allowImportingTsExtensions: true,
      noEmit: true,
      strict: true,
      skipLibCheck: true,
      types: globals,
    }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
    await writeFile(join(folder, 'expectations.ts'), program)
    const tsc = join(dirname(resolve('@typescript/native/package.json')), 'bin/tsc')
    const { stdout } = await execute(process.execPath, [tsc, '-p', folder, '--pretty', 'false'])
    return stdout
  } catch (error) {
    const { stdout = '', stderr = String(error) } = error as { stdout?: string; stderr?: string }
    return stdout + stderr
  } finally {
    await rm(folder, { recursive: true })
  }
}

const doors = [
  {
    door: '@jest/globals',
    head: "import { expect } from '@jest/globals'\nimport '@sim/jest-preset/jest-globals'\n",
    packages: ['@jest/globals', 'expect'],
    globals: [],
  },
  {
    door: 'the global expect',
    head: "import '@sim/jest-preset/jest'\n",
    packages: ['@types/jest'],
    globals: ['jest'],
  },
  {
    door: 'vitest',
    head: "import { expect } from 'vitest'\nimport '@sim/jest-preset/vitest'\n",
    packages: ['vitest'],
    globals: [],
  },
]

test.each(doors)(
  'the matchers of $door are typed by the name of the event',
  async ({ head, packages, globals }) => {
    const all = ['@sim/jest-preset', ...packages]

    expect(await compile(`${head}${typedExpectations}`, all, globals)).toBe('')
  },
  120_000,
)

test.each(doors)(
  'without its import $door does not know them',
  async ({ head, packages, globals }) => {
    const headless = head.replace(/^import '@sim.*\n/m, '')

    const complaints = await compile(`${headless}${typedExpectations}`, packages, globals)

    expect(complaints).toMatch(/error TS2339: Property 'toHaveEmittedTelemetry' does not exist/)
  },
  120_000,
)
