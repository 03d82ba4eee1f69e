// The class of the thrown error becomes the job's error.code, and its message error.message.
class OutOfCoffeeError extends Error {}

(function (input) {
  console.warn(`about to fail: ${input.how}`);
  switch (input.how) {
    case 'throw':
      throw new OutOfCoffeeError(input.message || 'the pot is empty');
    case 'reject':
      return Promise.reject(new TimeoutError('it took too long'));
    case 'loop':
      for (;;);
    case 'recurse':
      return (function deeper(n) {
        return deeper(n + 1) + 1;
      })(0);
    case 'return-no-json':
      return { value: NaN };
    default:
      throw new ConfigurationError(`unknown way to fail: ${input.how}`);
  }
});
