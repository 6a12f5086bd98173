/** Gives back what a check says. Throws at a promise, which says nothing yet and would count as true whatever it comes to. */
export const answerOf = <T>(answer: T): T => {
  if (!isPromise(answer)) return answer;
  answer.then(undefined, () => {});
  throw new Error('the check returned a promise; it must tell what is so at this moment');
};

/** Tells a promise, or what is like one. */
export const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
