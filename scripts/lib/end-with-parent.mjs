// Preloaded into the processes of the demo: when the one that started them is gone, killed or crashed,
// the channel to it closes and they stop as they would on SIGTERM.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()

// A process that forks (Next's workers) hands its own arguments on; with this file loaded there, a worker whose
// channel is let go would end before its first task, and a page with a dynamic segment would wait for it for ever.
process.execArgv = process.execArgv.filter((argument) => !argument.includes('end-with-parent'))
