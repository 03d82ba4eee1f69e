// Formats values for console: similar to Node.js, but shorter.
(function () {
  'use strict';
  const DEPTH = 4;
  const ITEMS = 100;
  const LENGTH = 10000;
  const WIDTH = 72;

  function quote(string) {
    const cut = string.length > LENGTH ? string.slice(0, LENGTH) + '…' : string;
    return "'" + cut.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t') + "'";
  }

  function key(name) {
    if (typeof name === 'symbol') {
      return '[' + String(name) + ']';
    }
    return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name);
  }

  function join(open, parts, close, indent) {
    if (parts.length === 0) {
      return open + close;
    }
    const oneLine = open + ' ' + parts.join(', ') + ' ' + close;
    if (oneLine.length <= WIDTH && !oneLine.includes('\n')) {
      return oneLine;
    }
    const inner = '\n' + indent + '  ';
    return open + inner + parts.join(',' + inner) + '\n' + indent + close;
  }

  function bounded(count, each) {
    const parts = [];
    for (let i = 0; i < Math.min(count, ITEMS); i++) {
      parts.push(each(i));
    }
    if (count > ITEMS) {
      parts.push('… ' + (count - ITEMS) + ' more');
    }
    return parts;
  }

  function prefix(value, plain) {
    const proto = Object.getPrototypeOf(value);
    if (proto === null) {
      return '[Object: null prototype] ';
    }
    const name = typeof proto.constructor === 'function' ? proto.constructor.name : '';
    return name && name !== plain ? name + ' ' : '';
  }

  function property(value, name, depth, seen, indent) {
    const found = Object.getOwnPropertyDescriptor(value, name);
    if (found === undefined) {
      return 'undefined';
    }
    if (found.get !== undefined) {
      return '[Getter]';
    }
    return inspect(found.value, depth + 1, seen, indent + '  ');
  }

  function entries(value, names, depth, seen, indent) {
    return bounded(names.length, (i) => key(names[i]) + ': ' + property(value, names[i], depth, seen, indent));
  }

  function object(value, depth, seen, indent) {
    if (value instanceof Error) {
      const stack = typeof value.stack === 'string' && value.stack !== '' ? value.stack : String(value);
      const extra = Object.keys(value).filter((name) => name !== 'name' && name !== 'stack' && name !== 'message');
      return extra.length === 0 ? stack : stack + ' ' + join('{', entries(value, extra, depth, seen, indent), '}', indent);
    }
    if (value instanceof Date) {
      return isNaN(value) ? 'Invalid Date' : value.toISOString();
    }
    if (value instanceof RegExp) {
      return String(value);
    }
    if (value instanceof Promise) {
      return 'Promise {}';
    }
    if (depth >= DEPTH) {
      return Array.isArray(value) ? '[Array]' : '[' + (prefix(value, '').trim() || 'Object') + ']';
    }
    const deeper = (item) => inspect(item, depth + 1, seen, indent + '  ');
    if (Array.isArray(value)) {
      return join('[', bounded(value.length, (i) => (i in value ? deeper(value[i]) : 'empty')), ']', indent);
    }
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
      const name = prefix(value, '').trim() + '(' + value.length + ') [';
      return join(name, bounded(value.length, (i) => String(value[i])), ']', indent);
    }
    if (value instanceof Map) {
      const pairs = [...value].map(([k, v]) => deeper(k) + ' => ' + deeper(v));
      return join('Map(' + value.size + ') {', bounded(pairs.length, (i) => pairs[i]), '}', indent);
    }
    if (value instanceof Set) {
      const items = [...value].map(deeper);
      return join('Set(' + value.size + ') {', bounded(items.length, (i) => items[i]), '}', indent);
    }
    if (value instanceof Number || value instanceof String || value instanceof Boolean) {
      return '[' + prefix(value, '').trim() + ': ' + inspect(value.valueOf(), depth, seen, indent) + ']';
    }
    const names = Object.keys(value);
    return join(prefix(value, 'Object') + '{', entries(value, names, depth, seen, indent), '}', indent);
  }

  function inspect(value, depth, seen, indent) {
    switch (typeof value) {
      case 'string':
        return quote(value);
      case 'bigint':
        return value + 'n';
      case 'number':
        return Object.is(value, -0) ? '-0' : String(value);
      case 'function': {
        const isClass = /^class\b/.test(Function.prototype.toString.call(value));
        const kind = isClass ? 'class' : 'Function';
        return '[' + kind + (value.name ? (isClass ? ' ' : ': ') + value.name : ' (anonymous)') + ']';
      }
      case 'object':
        if (value === null) {
          return 'null';
        }
        if (seen.includes(value)) {
          return '[Circular]';
        }
        seen.push(value);
        try {
          return object(value, depth, seen, indent);
        } finally {
          seen.pop();
        }
      default:
        return String(value);
    }
  }

  function asText(value) {
    return typeof value === 'string' ? value : inspect(value, 0, [], '');
  }

  function directive(letter, value) {
    switch (letter) {
      case 's':
        return typeof value === 'object' || typeof value === 'function' ? inspect(value, DEPTH - 1, [], '') : String(value);
      case 'd':
        return String(typeof value === 'symbol' ? NaN : Number(value));
      case 'i':
        return String(typeof value === 'symbol' ? NaN : parseInt(value, 10));
      case 'f':
        return String(typeof value === 'symbol' ? NaN : parseFloat(value));
      case 'j':
        try {
          return String(JSON.stringify(value));
        } catch (e) {
          return '[Circular]';
        }
      case 'c':
        return '';
      default:
        return inspect(value, 0, [], '');
    }
  }

  return function format(args) {
    let next = 0;
    let line = '';
    if (typeof args[0] === 'string') {
      next = 1;
      line = args[0].replace(/%([sdifjoOc%])/g, (found, letter) => {
        if (letter === '%') {
          return '%';
        }
        return next < args.length ? directive(letter, args[next++]) : found;
      });
    }
    const rest = args.slice(next).map(asText);
    return next === 0 ? rest.join(' ') : [line, ...rest].join(' ');
  };
});
