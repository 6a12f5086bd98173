// Works only where code may be made of text.

/** @returns {Promise<import('../suite.mjs').Measurement>} */
export const measure = async () => ({ value: new Function('return 1')(), count: 1, checksum: 0 });
