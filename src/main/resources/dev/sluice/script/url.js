// URL and URLSearchParams over the parser in Java.
// https://url.spec.whatwg.org/
(function (native) {
  'use strict';
  const PARTS = ['protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'hash'];

  function encode(text) {
    return native.formEncode(String(text));
  }

  function parseQuery(query) {
    const pairs = [];
    for (const part of query.split('&')) {
      if (part !== '') {
        const at = part.indexOf('=');
        const name = at < 0 ? part : part.slice(0, at);
        const value = at < 0 ? '' : part.slice(at + 1);
        pairs.push([native.formDecode(name), native.formDecode(value)]);
      }
    }
    return pairs;
  }

  // Told to only each other: the query that a URL and its searchParams share.
  let read;
  let write;

  class URLSearchParams {
    #pairs = [];
    #changed = null;

    static {
      read = (params, query) => {
        params.#pairs = parseQuery(query);
      };
      write = (params, changed) => {
        params.#changed = changed;
      };
    }

    constructor(init = '') {
      if (init !== null && typeof init === 'object') {
        if (typeof init[Symbol.iterator] === 'function') {
          for (const pair of init) {
            const both = [...pair];
            if (both.length !== 2) {
              throw new TypeError('URLSearchParams: each pair must have a name and a value');
            }
            this.#pairs.push([String(both[0]), String(both[1])]);
          }
        } else {
          for (const name of Object.keys(init)) {
            this.#pairs.push([name, String(init[name])]);
          }
        }
      } else {
        const text = String(init);
        this.#pairs = parseQuery(text.startsWith('?') ? text.slice(1) : text);
      }
    }

    #change(pairs) {
      this.#pairs = pairs;
      if (this.#changed !== null) {
        this.#changed(this.toString());
      }
    }
    get size() {
      return this.#pairs.length;
    }
    append(name, value) {
      this.#change([...this.#pairs, [String(name), String(value)]]);
    }
    delete(name, value) {
      const keep = ([n, v]) => n !== String(name) || (value !== undefined && v !== String(value));
      this.#change(this.#pairs.filter(keep));
    }
    get(name) {
      const found = this.#pairs.find(([n]) => n === String(name));
      return found === undefined ? null : found[1];
    }
    getAll(name) {
      return this.#pairs.filter(([n]) => n === String(name)).map(([, v]) => v);
    }
    has(name, value) {
      return this.#pairs.some(([n, v]) => n === String(name) && (value === undefined || v === String(value)));
    }
    set(name, value) {
      const at = this.#pairs.findIndex(([n]) => n === String(name));
      if (at < 0) {
        this.append(name, value);
        return;
      }
      const pairs = this.#pairs.filter(([n], i) => i <= at || n !== String(name));
      pairs[at] = [String(name), String(value)];
      this.#change(pairs);
    }
    sort() {
      this.#change([...this.#pairs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
    }
    forEach(callback, self) {
      for (const [name, value] of this.#pairs) {
        callback.call(self, value, name, this);
      }
    }
    *entries() {
      for (let i = 0; i < this.#pairs.length; i++) {
        yield [...this.#pairs[i]];
      }
    }
    *keys() {
      for (const [name] of this.entries()) {
        yield name;
      }
    }
    *values() {
      for (const [, value] of this.entries()) {
        yield value;
      }
    }
    [Symbol.iterator]() {
      return this.entries();
    }
    toString() {
      return this.#pairs.map(([name, value]) => encode(name) + '=' + encode(value)).join('&');
    }
  }

  class URL {
    #parts;
    #params = null;

    constructor(url, base) {
      const parts = native.parseUrl(String(url), base === undefined ? null : String(base));
      if (parts === null) {
        throw new TypeError('Invalid URL: ' + String(url).slice(0, 200));
      }
      this.#parts = JSON.parse(parts);
    }
    static canParse(url, base) {
      return native.parseUrl(String(url), base === undefined ? null : String(base)) !== null;
    }
    static parse(url, base) {
      return URL.canParse(url, base) ? new URL(url, base) : null;
    }
    get href() {
      return this.#parts.href;
    }
    set href(value) {
      const parts = native.parseUrl(String(value), null);
      if (parts === null) {
        throw new TypeError('Invalid URL: ' + String(value).slice(0, 200));
      }
      this.#replace(JSON.parse(parts));
    }
    get origin() {
      return this.#parts.origin;
    }
    get searchParams() {
      if (this.#params === null) {
        this.#params = new URLSearchParams(this.#parts.search);
        write(this.#params, (query) => {
          this.#parts = JSON.parse(native.setUrl(this.#parts.href, 'search', query));
        });
      }
      return this.#params;
    }
    #replace(parts) {
      this.#parts = parts;
      if (this.#params !== null) {
        read(this.#params, parts.search.slice(1));
      }
    }
    toString() {
      return this.#parts.href;
    }
    toJSON() {
      return this.#parts.href;
    }
    static {
      for (const part of PARTS) {
        Object.defineProperty(this.prototype, part, {
          configurable: true,
          enumerable: true,
          get() {
            return this.#parts[part];
          },
          set(value) {
            this.#replace(JSON.parse(native.setUrl(this.#parts.href, part, String(value))));
          },
        });
      }
    }
  }
  return { URL, URLSearchParams };
});
