// The class of what is thrown becomes the job's error.code, its message the error.message.
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
      throw new ConfigurationError(`there is no way to fail called ${input.how}`);
  }
});
