/** Where the SDK tells what people are not told. `pino` fits as it is. Never given tokens or message bodies. */
export interface Logger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const silentLogger: Logger = { info() {}, warn() {}, error() {} };

/** The logger, but one that never throws: whoever tells every field of an error may meet a field that does. */
export function toSafeLogger(logger: Logger): Logger {
  const safely =
    (level: keyof Logger) =>
    (fields: object, message: string): void => {
      try {
        logger[level](fields, message);
      } catch {}
    };
  return { info: safely('info'), warn: safely('warn'), error: safely('error') };
}
