const { TestEnvironment } = require('jest-environment-node')
const { withSimulator } = require('@sim/jest-preset/environment')

class OwnEnvironment extends TestEnvironment {
  async setup() {
    await super.setup()
    this.global.events = []
  }

  handleTestEvent(event) {
    this.global.events?.push(event.name)
  }
}

module.exports = withSimulator(OwnEnvironment)
