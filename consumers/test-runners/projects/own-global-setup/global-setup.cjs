module.exports = async () => {
  process.env.OWN_GLOBAL_SETUP = 'ran'
}
