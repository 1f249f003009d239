// Which part of this repository may know which. One rule per arrow: what is not an arrow is an error.

/** Everything that a package consists of, its tests and its configuration included. */
const all = (...names) => `^packages/(${names.join('|')})/`

const apis = ['runtime-api', 'extensions-api', 'telemetry-api', 'invoke-api']
const foundations = ['core', 'protocol', ...apis, 'freeze', 'process']
const products = ['jest-preset', 'testcontainers', 'cli']

/** The packages under `from` may use the packages `known`, and themselves, and no other. */
const knows = (name, from, known, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^packages/(${from.join('|')})/` },
  to: {
    path: '^(packages|conformance|consumers|examples|bench|demo|scripts)/',
    // `$1` is the package that the import stands in.
    pathNot: ['^packages/$1/', ...(known.length > 0 ? [all(...known)] : [])],
  },
})

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    knows(
      'core-knows-nobody',
      ['core'],
      [],
      'core is what all of them share. Whatever it knew, everyone would depend on.',
    ),
    knows(
      'protocol-knows-core',
      ['protocol'],
      ['core'],
      'protocol is how our APIs are written. A rule of Lambda belongs to the API that has it.',
    ),
    knows(
      'apis-know-protocol',
      apis,
      ['core', 'protocol'],
      'An API stands alone: someone else mounts it over a service of their own. What two APIs need from ' +
        'each other, the simulator tells them through their services.',
    ),
    knows(
      'freeze-knows-core',
      ['freeze'],
      ['core'],
      'freeze knows pids and signals. Whose processes they are is the affair of who calls it.',
    ),
    knows(
      'process-knows-core',
      ['process'],
      ['core'],
      'process knows processes, and neither Lambda nor who freezes them.',
    ),
    knows(
      'simulator-knows-the-foundations',
      ['simulator'],
      foundations,
      'The simulator composes the others. It is used by the products and knows none of them.',
    ),
    knows(
      'products-know-the-simulator',
      products,
      [...foundations, 'simulator'],
      'Each product is a door to the simulator. A product that needs another one needs a common part below.',
    ),
    {
      name: 'no-package-knows-the-rest',
      comment:
        'A package that has no rule above needs one: decide what it may know before it knows anything.',
      severity: 'error',
      from: { path: '^packages/', pathNot: all(...foundations, 'simulator', ...products) },
      to: { path: '^(packages|conformance|consumers|examples|bench|demo|scripts)/' },
    },
    {
      name: 'packages-by-name',
      comment:
        'A package is imported by its name: then its exports are its surface, in this repository too. Only ' +
        'the configuration of the repository is reached by path.',
      severity: 'error',
      from: { path: '^(packages/[^/]+|conformance|consumers|examples/[^/]+|bench|demo)/' },
      to: {
        path: '^(packages|conformance|consumers|examples|bench|demo|scripts)/',
        pathNot: '^$1/',
        dependencyTypes: ['local'],
        dependencyTypesNot: ['npm', 'npm-dev', 'npm-peer', 'npm-optional', 'npm-no-pkg', 'aliased'],
      },
    },
    {
      name: 'processes-start-in-one-place',
      comment:
        'A process that nobody supervises outlives its test. packages/process starts them all, so that each ' +
        'one has an owner who ends it. The one other program is `ps`, which tells the process table where ' +
        'there is no /proc and is waited for in the same turn.',
      severity: 'error',
      from: {
        path: '^packages/[^/]+/src/',
        pathNot: ['^packages/process/src/', '^packages/freeze/src/ps-port[.]ts$'],
      },
      to: { path: '^(node:)?child_process$' },
    },
    {
      name: 'sources-know-no-tests',
      comment: 'What is published must not need what is not.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/' },
      to: { path: '^packages/[^/]+/test/' },
    },
    {
      name: 'no-undeclared-packages',
      comment: 'A package that is not in package.json is there by chance, and not for our users.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/' },
      to: {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'],
        // A peer is declared, and installed here for the tests.
        dependencyTypesNot: ['npm-peer'],
      },
    },
    {
      name: 'no-circular',
      comment: 'Files that need each other are one file, or miss a third one.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'not-to-unresolvable',
      comment:
        'An import that resolves to nothing matches no rule: a forbidden one would pass as long as the ' +
        'package is not linked.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    // The projects of users are laid out elsewhere, and run with what is installed there.
    exclude: {
      path: ['/dist/', '^conformance/clients/', '^consumers/test-runners/projects/'],
    },
    // Types are knowledge, too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@sim/source', 'import', 'require', 'node', 'types', 'default'],
      extensions: ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}
