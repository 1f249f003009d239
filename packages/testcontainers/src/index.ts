export { LambdaContainer } from './lambda-container.ts'
export type { LambdaContainerOptions } from './lambda-container-options.ts'
export type { OutputSelection } from './function-output.ts'
export { StartedLambdaContainer, type ProcessInside } from './started-lambda-container.ts'
