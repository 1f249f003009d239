const { globalSetup } = require('@sim/jest-preset/global-setup')

module.exports = async (globalConfig, projectConfig) => {
  await globalSetup(globalConfig, projectConfig)
  console.log('the own set-up ran')
}
