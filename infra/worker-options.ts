/**
 * Environment of the worker's process, on Lambda and here; docs/performance.md has what it gives. The garbage collector's
 * space for young objects, 8 MiB, left to itself grows with every burst of documents and keeps what it has. More than one
 * thread to help the collector would be in the way of the two that work. glibc's allocator has a pool of memory for each
 * thread, of which none gives back what another could use: two are as fast.
 */
export const workerEnvironment = {
  NODE_OPTIONS: '--max-semi-space-size=8 --v8-pool-size=1',
  MALLOC_ARENA_MAX: '2',
};
