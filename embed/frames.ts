/** Resolves in the next frame, before it is painted. A hidden tab has no frames: there it goes on after 100 ms. */
export function nextFrame(): Promise<unknown> {
  return new Promise((resolve) => {
    setTimeout(resolve, 100);
    requestAnimationFrame(resolve);
  });
}

/** Resolves when what is drawn now is on the screen. */
export async function painted(): Promise<void> {
  await nextFrame();
  await new Promise((resolve) => setTimeout(resolve));
}
