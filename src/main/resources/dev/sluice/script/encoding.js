// TextEncoder, TextDecoder (UTF-8, UTF-16, windows-1252 and its aliases), atob and btoa.
// https://encoding.spec.whatwg.org/ https://infra.spec.whatwg.org/#forgiving-base64
(function (native) {
  'use strict';

  class InvalidCharacterError extends Error {}
  Object.defineProperty(InvalidCharacterError.prototype, 'name', { value: 'InvalidCharacterError' });

  function bytesOf(input) {
    if (input === undefined) {
      return new Uint8Array(0);
    }
    if (ArrayBuffer.isView(input)) {
      return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
    }
    if (input instanceof ArrayBuffer) {
      return new Uint8Array(input);
    }
    throw new TypeError('the data must be an ArrayBuffer or a view of one');
  }

  class TextEncoder {
    get encoding() {
      return 'utf-8';
    }
    encode(input = '') {
      const string = String(input);
      const bytes = new Uint8Array(native.utf8Length(string));
      native.utf8Write(string, bytes.buffer);
      return bytes;
    }
    encodeInto(source, destination) {
      const string = String(source);
      let read = 0;
      let written = 0;
      for (const character of string) {
        const bytes = this.encode(character);
        if (written + bytes.length > destination.length) {
          break;
        }
        destination.set(bytes, written);
        written += bytes.length;
        read += character.length;
      }
      return { read, written };
    }
  }

  class TextDecoder {
    #encoding;
    #fatal;
    #ignoreBOM;
    #held = new Uint8Array(0);
    #started = false;

    constructor(label = 'utf-8', { fatal = false, ignoreBOM = false } = {}) {
      const encoding = native.encodingOf(String(label));
      if (encoding === null) {
        throw new RangeError('unknown or unsupported encoding: ' + label);
      }
      this.#encoding = encoding;
      this.#fatal = Boolean(fatal);
      this.#ignoreBOM = Boolean(ignoreBOM);
    }
    get encoding() {
      return this.#encoding;
    }
    get fatal() {
      return this.#fatal;
    }
    get ignoreBOM() {
      return this.#ignoreBOM;
    }
    decode(input, { stream = false } = {}) {
      const fresh = bytesOf(input);
      let bytes = fresh;
      if (this.#held.length > 0) {
        bytes = new Uint8Array(this.#held.length + fresh.length);
        bytes.set(this.#held);
        bytes.set(fresh, this.#held.length);
      }
      const [text, consumed] = native.decode(
        this.#encoding,
        bytes.buffer,
        bytes.byteOffset,
        bytes.byteLength,
        this.#fatal,
        !stream
      );
      if (text === null) {
        this.#held = new Uint8Array(0);
        this.#started = false;
        throw new TypeError('the data is not valid ' + this.#encoding);
      }
      this.#held = stream ? bytes.slice(consumed) : new Uint8Array(0);
      let shown = text;
      if (!this.#started && !this.#ignoreBOM && this.#encoding.startsWith('utf') && text.charCodeAt(0) === 0xfeff) {
        shown = text.slice(1);
      }
      this.#started = stream && (this.#started || text.length > 0);
      return shown;
    }
  }

  function btoa(data) {
    const encoded = native.btoa(String(data));
    if (encoded === null) {
      throw new InvalidCharacterError('btoa: a character is not in Latin-1');
    }
    return encoded;
  }

  function atob(data) {
    const decoded = native.atob(String(data));
    if (decoded === null) {
      throw new InvalidCharacterError('atob: the data is not base64');
    }
    return decoded;
  }

  return { TextEncoder, TextDecoder, atob, btoa };
});
