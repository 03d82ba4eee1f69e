// structuredClone of the HTML standard, without the option transfer: buffers are always copied.
// Proxies are cloned as their targets, because a script cannot recognize them.
// https://html.spec.whatwg.org/multipage/structured-data.html
(function () {
  'use strict';

  class DataCloneError extends Error {}
  Object.defineProperty(DataCloneError.prototype, 'name', { value: 'DataCloneError' });

  const ERRORS = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
  // Built-in objects whose state a copy would lose.
  const STATEFUL = new Set(
    'Arguments AsyncGenerator FinalizationRegistry Generator Promise Symbol WeakMap WeakRef WeakSet global'.split(' ')
  );

  function isStateful(kind) {
    return STATEFUL.has(kind) || kind.startsWith('Intl.') || kind.endsWith(' Iterator');
  }

  function tag(value) {
    return Object.prototype.toString.call(value).slice(8, -1);
  }

  function refuse(what) {
    throw new DataCloneError(what + ' could not be cloned');
  }

  function hidden(object, name, value) {
    Object.defineProperty(object, name, { value, writable: true, configurable: true });
  }

  function error(value, known) {
    const Base = Object.hasOwn(ERRORS, value.name) ? ERRORS[value.name] : Error;
    const copy = new Base();
    known.set(value, copy);
    for (const name of ['message', 'stack', 'cause']) {
      const property = Object.getOwnPropertyDescriptor(value, name);
      if (property !== undefined) {
        hidden(copy, name, name === 'cause' ? clone(value.cause, known) : String(value[name]));
      }
    }
    return copy;
  }

  function buffer(value) {
    if (!value.resizable) {
      return value.slice(0);
    }
    const copy = new ArrayBuffer(value.byteLength, { maxByteLength: value.maxByteLength });
    new Uint8Array(copy).set(new Uint8Array(value));
    return copy;
  }

  function map(value, known) {
    const copy = new Map();
    known.set(value, copy);
    for (const [k, v] of [...value]) {
      copy.set(clone(k, known), clone(v, known));
    }
    return copy;
  }

  function set(value, known) {
    const copy = new Set();
    known.set(value, copy);
    for (const item of [...value]) {
      copy.add(clone(item, known));
    }
    return copy;
  }

  function properties(value, known) {
    const copy = Array.isArray(value) ? new Array(value.length) : {};
    known.set(value, copy);
    for (const name of Object.keys(value)) {
      const item = clone(value[name], known);
      if (name === '__proto__') {
        Object.defineProperty(copy, name, { value: item, writable: true, enumerable: true, configurable: true });
      } else {
        copy[name] = item;
      }
    }
    return copy;
  }

  function copyOf(value, known) {
    const kind = tag(value);
    if (ArrayBuffer.isView(value)) {
      const length = value instanceof DataView ? value.byteLength : value.length;
      return new globalThis[kind](clone(value.buffer, known), value.byteOffset, length);
    }
    switch (kind) {
      case 'Date':
        return new Date(value.getTime());
      case 'RegExp':
        return new RegExp(value.source, value.flags);
      case 'BigInt':
      case 'Boolean':
      case 'Number':
      case 'String':
        return Object(value.valueOf());
      case 'ArrayBuffer':
        return buffer(value);
      case 'Error':
        return error(value, known);
      case 'Map':
        return map(value, known);
      case 'Set':
        return set(value, known);
      default:
        return isStateful(kind) ? refuse('an object of type ' + kind) : properties(value, known);
    }
  }

  function clone(value, known) {
    if (typeof value === 'function' || typeof value === 'symbol') {
      refuse(String(value).slice(0, 100));
    }
    if (value === null || typeof value !== 'object') {
      return value;
    }
    if (!known.has(value)) {
      known.set(value, copyOf(value, known));
    }
    return known.get(value);
  }

  return {
    structuredClone: function structuredClone(value) {
      if (arguments.length === 0) {
        throw new TypeError('structuredClone requires a value');
      }
      return clone(value, new Map());
    },
  };
});
