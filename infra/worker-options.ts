/**
 * Options of Node.js for the worker, on Lambda and here (docs/performance.md has what they give). The garbage collector's
 * space for young objects, MiB, left to itself, grows with every burst of documents and keeps what it has. More than one
 * thread to help it would be in the way of the two that work.
 */
export const workerNodeOptions = ['--max-semi-space-size=8', '--v8-pool-size=1'];
