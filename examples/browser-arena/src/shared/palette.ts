/** The colours of ships: told apart from each other, and seen on a dark as on a light ground. */
export const COLORS: readonly number[] = [
  0x2f9bff, 0x19b38a, 0xf2a01e, 0xef5f9d, 0x8d7bff, 0xff6a4d, 0x12b5cb, 0x86b926,
];
