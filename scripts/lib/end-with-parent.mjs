// Preloaded into the processes of the demo: when the one that started them is gone, killed or crashed,
// the channel to it closes and they stop as they would on SIGTERM.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()
