/**
 * Whether mistakes of developers are looked for: everywhere but where `NODE_ENV` is `production`.
 *
 * Read through `globalThis`, since the SDK also runs where there is no `process`.
 */
export function isDevelopment(): boolean {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return process?.env?.NODE_ENV !== 'production';
}
