// Runs first in every context; its argument holds the functions that Java provides. Defines the
// globals of scripts and returns the functions that the host calls. Keeps its own references to
// built-ins, because a script may replace the global ones.
(function (native) {
  'use strict';
  const { parse, stringify } = JSON;
  const { assign, defineProperty } = Object;
  const { isArray } = Array;
  const { isFinite: isFiniteNumber } = Number;
  const NativeError = Error;
  const NativeMap = Map;
  const { get: mapGet, set: mapSet, has: mapHas } = Map.prototype;
  const NativePromise = Promise;
  const { then } = Promise.prototype;
  const NativeTypeError = TypeError;
  const NativeRangeError = RangeError;
  const text = String;

  function define(name, value) {
    defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true });
  }

  // The name of an error class becomes the error code of a failed job.
  function errorClass(name, defaultMessage, Base) {
    const made = {
      [name]: class extends Base {
        constructor(message, options) {
          super(message === undefined ? defaultMessage : message, options);
        }
      },
    }[name];
    defineProperty(made.prototype, 'name', { value: name, writable: true, configurable: true });
    define(name, made);
    return made;
  }

  const NetworkError = errorClass('NetworkError', 'Network error', NativeError);
  const TimeoutError = errorClass('TimeoutError', 'Timeout error', NetworkError);
  const ValidationError = errorClass('ValidationError', 'Validation error', NativeError);
  const AuthenticationError = errorClass('AuthenticationError', 'Authentication failed', NativeError);
  const AuthorizationError = errorClass('AuthorizationError', 'Authorization failed', NativeError);
  const RateLimitError = errorClass('RateLimitError', 'Rate limit exceeded', NativeError);
  const ServiceUnavailableError = errorClass('ServiceUnavailableError', 'Service unavailable', NativeError);
  errorClass('ConfigurationError', 'Configuration error', NativeError);
  errorClass('DataError', 'Data error', NativeError);

  class HttpError extends NativeError {
    // Scripts use both orders: (status, message) and (message, status).
    constructor(first, second) {
      const [status, message] = typeof first === 'number' ? [first, second] : [second, first];
      super(message === undefined ? 'HTTP error' : message);
      this.status = status;
    }
  }
  defineProperty(HttpError.prototype, 'name', { value: 'HttpError', writable: true, configurable: true });
  define('HttpError', HttpError);

  define('global', globalThis);
  define('module', { exports: {} });
  define('exports', globalThis.module.exports);
  delete globalThis.arguments;

  // A file beside this one is parsed and executed only in contexts that use it.
  const loaded = new NativeMap();
  function load(file) {
    if (!mapHas.call(loaded, file)) {
      mapSet.call(loaded, file, native.load(file)(native));
    }
    return mapGet.call(loaded, file);
  }
  function lazily(file, names) {
    for (const name of names) {
      defineProperty(globalThis, name, {
        configurable: true,
        enumerable: false,
        get() {
          const values = load(file);
          for (const each of names) {
            const now = Object.getOwnPropertyDescriptor(globalThis, each);
            if (now !== undefined && now.get !== undefined) {
              define(each, values[each]);
            }
          }
          return values[name];
        },
        set(value) {
          define(name, value);
        },
      });
    }
  }
  lazily('url.js', ['URL', 'URLSearchParams']);
  lazily('encoding.js', ['TextEncoder', 'TextDecoder', 'atob', 'btoa']);
  lazily('clone.js', ['structuredClone']);

  function timer(repeat) {
    return function (callback, delay, ...args) {
      if (typeof callback !== 'function') {
        throw new NativeTypeError('a timer requires a function');
      }
      const millis = Number(delay);
      return native.setTimer(() => callback(...args), millis > 0 ? Math.min(millis, 2147483647) : 0, repeat);
    };
  }
  function clear(id) {
    if (typeof id === 'number') {
      native.clearTimer(id);
    }
  }
  define('setTimeout', timer(false));
  define('setInterval', timer(true));
  define('clearTimeout', clear);
  define('clearInterval', clear);
  define('queueMicrotask', (callback) => {
    if (typeof callback !== 'function') {
      throw new NativeTypeError('queueMicrotask requires a function');
    }
    NativePromise.resolve().then(() => callback());
  });

  function print(toStderr) {
    return function (...args) {
      let line = args[0];
      if (args.length !== 1 || typeof line !== 'string') {
        line = load('inspect.js')(args);
      }
      native.print(toStderr, line + '\n');
    };
  }
  const toStdout = print(false);
  const toStderr = print(true);
  define('console', { log: toStdout, info: toStdout, debug: toStdout, warn: toStderr, error: toStderr });

  define('reportProgress', function (event) {
    if (event === null || typeof event !== 'object') {
      throw new ValidationError('reportProgress requires an object {progress, step?, message?, data?}');
    }
    const { progress, step, message, data, timestamp } = event;
    if (typeof progress !== 'number' || !(progress >= 0 && progress <= 1)) {
      throw new ValidationError('reportProgress: progress must be a number from 0 to 1, is ' + text(progress));
    }
    const refused = native.progress(stringify({ progress, step, message, data, timestamp }));
    if (refused) {
      throw new ValidationError('reportProgress: ' + refused);
    }
  });

  function parseUrl(url, base) {
    const { URL } = load('url.js');
    try {
      return new URL(url, base === null ? undefined : base).href;
    } catch (e) {
      return null;
    }
  }
  function parseBody(raw) {
    try {
      return parse(raw);
    } catch (e) {
      return raw;
    }
  }

  /** The class of the error that a response that is not 2xx throws. */
  function classOf(status) {
    switch (status) {
      case 401:
        return AuthenticationError;
      case 403:
        return AuthorizationError;
      case 429:
        return RateLimitError;
      default:
        if (status >= 500) {
          return ServiceUnavailableError;
        }
        return status >= 400 ? HttpError : NetworkError;
    }
  }

  function errorOf({ status, statusText, headers, body }) {
    const ErrorClass = classOf(status);
    const error = new ErrorClass('HTTP ' + status + (statusText === '' ? '' : ': ' + statusText));
    return assign(error, { status, headers, body });
  }

  /** Adds the two methods so that they are not part of the response's JSON. */
  function withMethods(response, raw) {
    const methods = { text: () => raw, json: () => parse(raw) };
    for (const name of ['text', 'json']) {
      defineProperty(response, name, { value: methods[name], enumerable: false });
    }
    return response;
  }

  define('fetch', function (url, params, body) {
    const given = params === null || params === undefined ? {} : params;
    const sent = body === undefined ? given.body : body;
    const isText = typeof sent === 'string';
    const headers = {};
    for (const [name, value] of Object.entries(given.headers || {})) {
      headers[name] = text(value);
    }
    const answer = parse(
      native.fetch(
        stringify({
          url: text(url),
          method: given.method === undefined ? undefined : text(given.method),
          headers,
          timeout: given.timeout === undefined ? undefined : Number(given.timeout),
          body: sent === undefined || sent === null ? undefined : isText ? sent : stringify(sent),
          json: !isText,
        }),
        parseUrl
      )
    );
    if (answer.failure !== undefined) {
      throw answer.timeout ? new TimeoutError(answer.failure) : new NetworkError(answer.failure);
    }
    const { ok, status, statusText, headers: received } = answer;
    const response = { ok, status, statusText, headers: received, body: undefined };
    // The network answers with text; a mock has the body as the script sees it.
    const mocked = answer.text === undefined;
    const raw = mocked ? (typeof answer.body === 'string' ? answer.body : stringify(answer.body)) : answer.text;
    response.body = mocked ? answer.body : parseBody(raw);
    if (!ok && given.throwOnError !== false) {
      throw errorOf(response);
    }
    return withMethods(response, raw);
  });

  /** Returns {json}, or {refused: reason} for a value that JSON cannot express. */
  function toJson(value) {
    const paths = new NativeMap();
    let refused;
    function refuse(path, what) {
      refused = path ? 'the returned value has ' + what + ' at ' + path : 'the returned value is ' + what;
      throw refused;
    }
    function visit(key, item) {
      const above = paths.get(this);
      let path = '';
      if (above !== undefined) {
        path = isArray(this) ? above + '[' + key + ']' : above === '' ? key : above + '.' + key;
      }
      switch (typeof item) {
        case 'number':
          if (!isFiniteNumber(item)) {
            refuse(path, text(item));
          }
          break;
        case 'bigint':
          refuse(path, 'a BigInt');
          break;
        case 'function':
        case 'symbol':
          refuse(path, 'a ' + typeof item);
          break;
        case 'object':
          if (item !== null) {
            paths.set(item, path);
          }
          break;
      }
      return item;
    }
    try {
      return { json: value === undefined ? 'null' : stringify(value, visit) };
    } catch (e) {
      if (refused !== undefined) {
        return { refused };
      }
      if (e instanceof NativeTypeError && /circular/.test(e.message)) {
        return { refused: 'the returned value contains itself' };
      }
      if (e instanceof NativeRangeError && /nested/.test(e.message)) {
        return { refused: 'the returned value is nested too deeply' };
      }
      throw e;
    }
  }

  function named(thrown) {
    const maker = thrown.constructor;
    const className = typeof maker === 'function' && typeof maker.name === 'string' ? maker.name : '';
    if (className !== '' && className !== 'Error' && className !== 'Object') {
      return className;
    }
    return typeof thrown.name === 'string' && thrown.name !== '' ? thrown.name : 'Error';
  }

  /** Describes any thrown value as [class name, message, stack]. */
  function describe(thrown) {
    try {
      if (thrown === null || typeof thrown !== 'object') {
        return ['Error', text(thrown), ''];
      }
      const { message, stack } = thrown;
      return [
        named(thrown),
        typeof message === 'string' ? message : text(stringify(thrown)),
        typeof stack === 'string' ? stack : '',
      ];
    } catch (e) {
      return ['Error', 'threw a value that cannot be described', ''];
    }
  }

  /** Calls one of the two functions when the promise settles; any object with a method then counts. */
  function settle(value, fulfilled, rejected) {
    then.call(NativePromise.resolve(value), fulfilled, rejected);
  }

  function isPromise(value) {
    return value !== null && typeof value === 'object' && typeof value.then === 'function';
  }

  return { toJson, describe, settle, isPromise, parse };
});
