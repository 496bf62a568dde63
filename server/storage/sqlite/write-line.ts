/** Where the writers of this process wait for each other. */
export interface WriteLine {
  /** Whether anybody of this process writes, or waits to. */
  readonly taken: boolean;
  /** Waits for one's place at its head; answers `false` when that took too long, and somebody else's turn it is. */
  enter(waitMs: number): Promise<boolean>;
  /** Lets the next one in. */
  leave(): void;
}

/**
 * One writer of a process asks for the lock of the file, and the others wait for it here, first come, first served. Were
 * all of them to ask, two hundred writers of three processes would keep each other from it, and some would never get it.
 */
export function createWriteLine(): WriteLine {
  const waiting: (() => void)[] = [];
  let taken = false;
  return {
    get taken() {
      return taken;
    },
    async enter(waitMs) {
      if (!taken) {
        taken = true;
        return true;
      }
      return new Promise<boolean>((resolve) => {
        const late = setTimeout(() => {
          waiting.splice(waiting.indexOf(come), 1);
          resolve(false);
        }, waitMs);
        const come = () => {
          clearTimeout(late);
          resolve(true);
        };
        waiting.push(come);
      });
    },
    leave() {
      const next = waiting.shift();
      if (next) next();
      else taken = false;
    },
  };
}
