/** The largest body that is sent or accepted, in bytes, unless an option says otherwise: 1 MiB. */
export const DEFAULT_MAX_BODY_BYTES = 1_048_576;

/** The default id of `HeartMsg`. */
export const HEART_ID = 999;

/** The default id of `QuitMsg`. */
export const QUIT_ID = 1003;

/** How many values of recursive types may stand inside one another, on writing and on reading. */
export const MAX_NESTING = 100;
