const { globalTeardown } = require('@sim/jest-preset/global-teardown')

module.exports = async () => {
  await globalTeardown()
  console.log('the own tear-down ran')
}
