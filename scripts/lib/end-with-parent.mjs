// Preloaded into the processes of the demo: when the one that started them is gone, killed or crashed,
// the channel to it closes and they stop as they would on SIGTERM. Windows has no signals: there the event is raised.
process.on('disconnect', () => {
  if (process.platform === 'win32') process.emit('SIGTERM', 'SIGTERM')
  else process.kill(process.pid, 'SIGTERM')
})
process.channel?.unref()
