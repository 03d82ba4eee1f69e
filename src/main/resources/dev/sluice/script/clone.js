// structuredClone of the HTML standard, without the option transfer: buffers are always copied.
// https://html.spec.whatwg.org/multipage/structured-data.html
(function () {
  'use strict';

  class DataCloneError extends Error {}
  Object.defineProperty(DataCloneError.prototype, 'name', { value: 'DataCloneError' });

  const ERRORS = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

  function shell(value) {
    if (value instanceof Date) {
      return new Date(value.getTime());
    }
    if (value instanceof RegExp) {
      return new RegExp(value.source, value.flags);
    }
    if (value instanceof Boolean || value instanceof Number || value instanceof String) {
      return Object(value.valueOf());
    }
    if (value instanceof ArrayBuffer) {
      return value.slice(0);
    }
    if (value instanceof Error) {
      const Base = Object.hasOwn(ERRORS, value.name) ? ERRORS[value.name] : Error;
      const copy = Object.create(Base.prototype);
      for (const name of ['message', 'stack']) {
        if (typeof value[name] === 'string') {
          Object.defineProperty(copy, name, { value: value[name], writable: true, configurable: true });
        }
      }
      return copy;
    }
    if (value instanceof WeakMap || value instanceof WeakSet || value instanceof WeakRef || value instanceof Promise) {
      throw new DataCloneError(Object.prototype.toString.call(value) + ' could not be cloned');
    }
    return undefined;
  }

  function clone(value, known) {
    if (typeof value === 'function' || typeof value === 'symbol') {
      throw new DataCloneError(String(value).slice(0, 100) + ' could not be cloned');
    }
    if (value === null || typeof value !== 'object') {
      return value;
    }
    if (known.has(value)) {
      return known.get(value);
    }
    const keep = (copy) => {
      known.set(value, copy);
      return copy;
    };
    if (ArrayBuffer.isView(value)) {
      const buffer = clone(value.buffer, known);
      const length = value instanceof DataView ? value.byteLength : value.length;
      return keep(new value.constructor(buffer, value.byteOffset, length));
    }
    const leaf = shell(value);
    if (leaf !== undefined) {
      return keep(leaf);
    }
    if (value instanceof Map) {
      const copy = keep(new Map());
      for (const [k, v] of [...value]) {
        copy.set(clone(k, known), clone(v, known));
      }
      return copy;
    }
    if (value instanceof Set) {
      const copy = keep(new Set());
      for (const item of [...value]) {
        copy.add(clone(item, known));
      }
      return copy;
    }
    const copy = keep(Array.isArray(value) ? new Array(value.length) : {});
    for (const name of Object.keys(value)) {
      copy[name] = clone(value[name], known);
    }
    return copy;
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
