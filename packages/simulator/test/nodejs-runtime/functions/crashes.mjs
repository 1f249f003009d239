import { setTimeout } from 'node:timers'

const never = () => new Promise(() => {})

export const uncaught = async () => {
  setTimeout(() => {
    throw new RangeError('nobody caught this')
  }, 1)
  setTimeout(() => {}, 60_000)
  await never()
}

export const unhandled = async () => {
  void Promise.reject(new RangeError('nobody handled this'))
  setTimeout(() => {}, 60_000)
  await never()
}

export const crashesThenAnswersAndCrashes = ({ tellUrl }) =>
  new Promise((resolve) => {
    setTimeout(() => {
      resolve('an answer that comes too late')
      setTimeout(() => {
        void fetch(tellUrl)
        throw new Error('another crash')
      }, 20)
      throw new Error('a crash and an answer in one turn')
    }, 1)
  })

export const crashesOnSignal = async () => {
  process.once('SIGUSR2', () => {
    throw new Error('after the answer')
  })
}

export const exits = async ({ status }) => process.exit(status)

export const waits = async () => {
  setTimeout(() => {}, 60_000)
  await never()
}
