/** Keeps count of the bodies that have come and are not judged and written yet. */
export interface BodyRoom {
  /** Resolves when another document may be asked for. */
  untilFree(): Promise<void>;
  /** A body has come; call the function that is returned when it is done with. */
  hold(bytes: number): () => void;
}

/** Room for bodies of so many bytes together; those already asked for may come on top. */
export function createBodyRoom(maxBytes: number): BodyRoom {
  let heldBytes = 0;
  let waiting: (() => void)[] = [];

  return {
    async untilFree() {
      while (heldBytes > maxBytes) await new Promise<void>((resolve) => waiting.push(resolve));
    },

    hold(bytes) {
      heldBytes += bytes;
      return () => {
        heldBytes -= bytes;
        if (heldBytes > maxBytes) return;
        const free = waiting;
        waiting = [];
        for (const go of free) go();
      };
    },
  };
}
