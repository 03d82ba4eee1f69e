export const { TextEncoder, TextDecoder } = native.load('encoding.js')(native);
// Scripts have none; webidl-conversions reads its accessors when it is loaded.
export class SharedArrayBuffer {
  get byteLength() {
    return 0;
  }
  get growable() {
    return false;
  }
}
