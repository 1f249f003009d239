import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './run.ts'

/** Packs every package into a folder, and returns the tarballs by the names of their packages. */
export async function pack(folder: string): Promise<Record<string, string>> {
  mkdirSync(folder, { recursive: true })
  await run(root, 'pnpm', '-r', '--filter', './packages/*', 'pack', '--pack-destination', folder)
  const tarballs = readdirSync(folder).map((file) => {
    const name = /^sim-(.+)-\d+\.\d+\.\d+[^/]*\.tgz$/.exec(file)?.[1]
    return [`@sim/${name}`, join(folder, file)] as const
  })
  return Object.fromEntries(tarballs)
}

/** Installs the tarballs as a user does, and others beside them, in a project that knows nothing of this repository. */
export async function install(
  project: string,
  tarballs: Readonly<Record<string, string>>,
  others: Readonly<Record<string, string>> = {},
): Promise<void> {
  const files = Object.entries(tarballs).map(([name, path]) => [name, `file:${path}`] as const)
  write(project, 'package.json', {
    private: true,
    dependencies: Object.fromEntries(files),
    devDependencies: { '@types/node': typesOfNode(), ...others },
  })
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error']
  await run(project, 'npm', 'install', '--prefer-offline', '--ignore-scripts', ...quiet)
}

/** Lays out the same programs twice below the project, as ES modules and as CommonJS. */
export function layOutPrograms(project: string): void {
  for (const type of ['module', 'commonjs']) {
    const folder = join(project, type)
    cpSync(join(__dirname, '..', 'programs'), join(folder, 'src'), { recursive: true })
    write(folder, 'package.json', { private: true, type })
    write(folder, 'tsconfig.json', {
      compilerOptions: {
        target: 'es2022',
        lib: ['es2022', 'esnext.disposable'],
        module: 'nodenext',
        types: ['node'],
        strict: true,
        skipLibCheck: false,
        rootDir: 'src',
        outDir: 'dist',
      },
      include: ['src'],
    })
  }
}

function typesOfNode(): string {
  const manifest = join(root, 'node_modules', '@types', 'node', 'package.json')
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
}

function write(folder: string, name: string, content: unknown): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), JSON.stringify(content, null, 2))
}
