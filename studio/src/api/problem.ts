/** What went wrong at the server, in words for the person, with a code for the program (management-api.md §4.4). */
export class ApiError extends Error {
  readonly code: string;
  /** The input the server complains about, when it names one. */
  readonly field: string | undefined;

  constructor(message: string, code: string, field?: string) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.field = field;
  }
}

export const hasCode = (error: unknown, code: string): boolean =>
  error instanceof ApiError && error.code === code;

/** The text to show for any caught value. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
