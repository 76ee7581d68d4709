// Loaded into the API's process ahead of it: when the launcher is gone, however it went, the API stops as if asked to.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// The channel alone must not keep the API alive.
process.channel?.unref();
