module.exports = {
  preset: '@sim/jest-preset',
  globals: { lambdaSim: { build: [{ command: 'echo cannot find the compiler >&2; exit 3' }] } },
}
