// Preloaded into the processes of the demo: when the one that started them is gone, killed or crashed,
// the channel to it closes and they stop as they would on SIGTERM. Windows has no signals: there the event is raised.
process.on('disconnect', () => {
  if (process.platform === 'win32') process.emit('SIGTERM', 'SIGTERM')
  else process.kill(process.pid, 'SIGTERM')
})
process.channel?.unref()
// Not into what they fork in turn with the same arguments: nothing but its channel keeps a worker of Next's
// development server alive, and without one no page with a dynamic segment is ever answered.
const own = process.execArgv.findIndex((argument) => argument.includes('end-with-parent.mjs'))
if (own >= 0) process.execArgv.splice(own, 1)
