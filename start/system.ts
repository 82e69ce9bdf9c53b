// The only real clock of `npm start`. Nothing else here may read the time from a global.

/** Milliseconds since this process was started; never goes back. */
export const seitStart = (): number => performance.now();
