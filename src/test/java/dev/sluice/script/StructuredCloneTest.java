package dev.sluice.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.protocol.RunLimits;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code structuredClone} of scripts; the expectations, but for the cyclic {@code cause}, hold in
 * Node.js 20 too.
 */
@SuppressWarnings("NullAway.Init")
class StructuredCloneTest {
  private static ScriptEngine engine;
  private static Context context;
  private static Value check;
  private static Value failure;

  @BeforeAll
  static void load() {
    engine = new ScriptEngine();
    context = engine.newContext(RunLimits.DEFAULT);
    Value globals = context.getBindings("js");
    Value loaded = context.eval(engine.own("clone.js")).execute();
    globals.putMember("structuredClone", loaded.getMember("structuredClone"));
    context.eval("js", "tag = (x) => Object.prototype.toString.call(x)");
    check =
        context.eval(
            "js",
            "(value, expected) => { const v = (0, eval)('(' + value + ')'); const c ="
                + " structuredClone(v); return eval(expected) }");
    failure =
        context.eval(
            "js",
            "(value) => { const v = (0, eval)('(' + value + ')');"
                + " try { structuredClone(v); return 'none' } catch (e) { return e.name } }");
  }

  @AfterAll
  static void close() {
    context.close();
    engine.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "Object(1n) | tag(c) === '[object BigInt]' && c == 1n",
        "Object(false) | tag(c) === '[object Boolean]' && c.valueOf() === false",
        "new Date(NaN) | tag(c) === '[object Date]' && isNaN(c.getTime())",
        "Object.create(Date.prototype) | tag(c) === '[object Object]' && !(c instanceof Date)",
        "Object.assign(/a/g, {lastIndex: 3}) | c.flags === 'g' && c.lastIndex === 0",
        "[, 1, , 2] | c.length === 4 && !(0 in c) && c[3] === 2",
        "Object.assign([1], {x: 3}) | c.x === 3",
        "JSON.parse('{\"__proto__\":{\"a\":1}}') | Object.hasOwn(c, '__proto__') && c.a ==="
            + " undefined",
        "new (class P { constructor() { this.a = 1 } }) | c.constructor === Object && c.a === 1",
        "{get a() { return 5 }} | Object.getOwnPropertyDescriptor(c, 'a').value === 5",
        "{[Symbol.iterator]: 1, b: 2} | Object.getOwnPropertySymbols(c).length === 0 && c.b === 2",
        "Math | tag(c) === '[object Object]'",
        "new Map([['k', {a: 1}]]) | c.get('k').a === 1 && c.get('k') !== v.get('k')",
        "(() => { const m = new Map(); return m.set(m, m) })() | c.get(c) === c && c !== v",
        "(() => { const o = {}; return {a: o, b: o} })() | c.a === c.b && c.a !== v.a",
      })
  void clone_value_isCopied(String value, String expected) {
    assertThat(check.execute(value, expected).asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "new TypeError('m') | c instanceof TypeError && c.stack === v.stack",
        "new RangeError('m', {cause: {a: 1}}) | c.cause.a === 1 && c.cause !== v.cause",
        "Object.assign(new Error('m'), {extra: 1}) | !('extra' in c) && c.message === 'm'",
        "Object.assign(new Error('m'), {name: 'TypeError'}) | c instanceof TypeError",
        "Object.assign(new Error('m'), {name: 'Mine'}) | c.name === 'Error'",
        "new Error | !Object.hasOwn(c, 'message')",
        "new AggregateError([1], 'm') | c.constructor === Error && c.message === 'm'",
        "(() => { const e = new Error('m'); e.cause = e; return e })() | c.cause === c && c !== v",
      })
  void clone_error_isAnError(String value, String expected) {
    assertThat(check.execute(value, "tag(c) === '[object Error]' && " + expected).asBoolean())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "new ArrayBuffer(8, {maxByteLength: 16}) | c.byteLength === 8 && c.maxByteLength === 16",
        "new Uint8Array([1, 2]).buffer | new Uint8Array(c)[1] === 2 && c !== v",
        "new Uint8Array(new ArrayBuffer(8), 2, 3) | c.byteOffset === 2 && c.buffer.byteLength ==="
            + " 8",
        "new (class X extends Uint8Array {})(2) | c.constructor === Uint8Array",
        "new DataView(new ArrayBuffer(8), 2, 3) | c.byteOffset === 2 && c.byteLength === 3",
        "new BigInt64Array([1n]) | c[0] === 1n",
      })
  void clone_buffer_isCopied(String value, String expected) {
    assertThat(check.execute(value, expected).asBoolean()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "() => 1",
        "Symbol('s')",
        "Object(Symbol('s'))",
        "{a: [() => 1]}",
        "new WeakMap()",
        "new WeakRef({})",
        "Promise.resolve(1)",
        "(function* () {})()",
        "[].values()",
        "new Map().entries()",
        "(function () { return arguments })(1)",
        "new Intl.NumberFormat()",
        "globalThis",
      })
  void clone_valueWithoutACopy_isRefused(String value) {
    assertThat(failure.execute(value).asString()).isEqualTo("DataCloneError");
  }
}
