// How figures are written, wherever they stand.

/** Writes three digits, as many as mean something. @param {number} value */
export const amount = (value, moreDigits = 0) => {
  if (value >= 1000)
    return value.toLocaleString('en', { minimumFractionDigits: moreDigits, maximumFractionDigits: moreDigits });
  return value.toFixed((value >= 100 ? 0 : value >= 10 ? 1 : 2) + moreDigits);
};

/** Writes a figure that stands beside its goal, with one digit more where it would look like the goal and is not. @param {number} value @param {number} bound */
export const amountBeside = (value, bound) => amount(value, value !== bound && amount(value) === amount(bound) ? 1 : 0);
