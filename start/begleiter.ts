// Loaded before a child process' own module (`node --import`): makes the parent's word or its death an orderly end, also
// on Windows, where there are no signals to send. It must never keep a process alive that has nothing left to do.

/** How long an orderly end may take after the parent is gone, in milliseconds; then it ends the hard way. */
const FRIST = 30_000;

let endet = false;

function ende(): void {
  if (endet) return;
  endet = true;
  if (process.listenerCount('SIGTERM') > 0) process.emit('SIGTERM', 'SIGTERM');
  else process.exit(143);
  setTimeout(() => process.exit(1), FRIST).unref();
}

process.on('disconnect', ende);
process.on('message', (n) => {
  if ((n as { art?: unknown }).art === 'beenden') ende();
});
process.channel?.unref();
