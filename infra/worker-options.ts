/**
 * Options of Node.js for the worker, on Lambda and here. The garbage collector's space for young objects, MiB: left to
 * itself it grows with every burst of documents and keeps what it has; 4 MiB take a third off the worker's peak memory
 * (docs/performance.md has what it takes in time).
 */
export const workerNodeOptions = ['--max-semi-space-size=4'];
