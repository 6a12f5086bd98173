/** Says what is wrong with the command line; the command then ends with code 2. */
export class CommandLineError extends Error {
  override readonly name = 'CommandLineError';
}

/** Runs what reads the command line, and makes a CommandLineError of what it throws. */
export const readCommandLine = <Options>(read: () => Options): Options => {
  try {
    return read();
  } catch (error) {
    throw new CommandLineError(error instanceof Error ? error.message : String(error), { cause: error });
  }
};

/** Tells whether it was what the user asked for that failed, rather than the doing of it. */
export const isWrongRequest = (error: unknown): boolean =>
  error instanceof CommandLineError || (error as { code?: unknown } | undefined)?.code === 'BAD_OPTION';
