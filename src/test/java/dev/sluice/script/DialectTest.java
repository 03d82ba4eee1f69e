package dev.sluice.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.Scripts;
import dev.sluice.host.Scripts.Run;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of {@code main.js}, its results and its errors. */
class DialectTest {
  @AutoClose private static final Scripts HOST = new Scripts();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(function(input, context) { return input.a + context.attempt; })",
        "(function(input, context) { return input.a + context.attempt; });",
        "// adds\n"
            + "/* really */ (function(input, context) { return input.a + context.attempt; });\n"
            + "// end",
        "'use strict';\n(function(input, context) { return input.a + context.attempt; })",
        "((input, context) => input.a + context.attempt)",
        "(async (input, context) => input.a + context.attempt)",
        "(async function(input, context) { return input.a + context.attempt; })",
        "function main(input, context) { return input.a + context.attempt; }",
        "function main(input, context) { return input.a + context.attempt; }\nmain;",
        "function main(input, context) { return input.a + context.attempt; }\n"
            + "module.exports = { main };",
        "function main(input, context) { return input.a + context.attempt; }\n"
            + "module.exports = main;",
        "exports.main = function(input, context) { return input.a + context.attempt; };",
        "const main = (input, context) => input.a + context.attempt;",
        "async function main(input, context) { return input.a + context.attempt; }",
        "async function main(input, context) { return input.a + context.attempt; }\nmain;",
        "async function main(input, context) { return input.a + context.attempt; }\n"
            + "module.exports = { main };",
        "(function(input, context) { return Promise.resolve(input.a + context.attempt); });",
        "async function main(i, c) { return await new Promise(r => setTimeout(() => r(i.a +"
            + " c.attempt), 5)); }",
        "function main(input, context) { return Promise.resolve(input.a + context.attempt); }",
        "function main(i, c) { return { then(done) { done(i.a + c.attempt); } }; }",
        "function helper(a, b) { return a + b; }\n"
            + "function main(i, c) { return helper(i.a, c.attempt); }",
        "#!/usr/bin/env node\nfunction main(input, context) { return input.a + context.attempt; }",
      })
  void run_formOfMain_isCalled(String script) {
    assertThat(HOST.run(script, "{\"a\":40}").value().asInt()).isEqualTo(42);
  }

  @Test
  void run_context_namesTheRun() {
    assertThat(HOST.body("return context").value())
        .isEqualTo(
            Scripts.json(
                """
                {"executionId":"job-1","taskId":"sample","taskVersion":"1.2.3","attempt":2}\
                """));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "42", "({})", "const x = 1;", "module.exports = {}", "function other() {}"})
  void run_noFunction_isNotCallable(String script) {
    assertThat(HOST.run(script, "{}").code()).isEqualTo("NOT_CALLABLE");
  }

  @Test
  void run_syntaxError_namesTheLine() {
    Run run = HOST.run("function main() {\n  return 1 +;\n}", "{}");

    assertThat(run.code()).isEqualTo("SyntaxError");
    assertThat(run.message()).contains("line 2").contains("column 13");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "return {a:[1,'x',null,true,1.5]} | {\"a\":[1,\"x\",null,true,1.5]}",
        "return undefined | null",
        "                 | null",
        "return null | null",
        "return 'text' | \"text\"",
        "return [undefined] | [null]",
        "return {a: undefined, b: 1} | {\"b\":1}",
        "return new Date(0) | \"1970-01-01T00:00:00.000Z\"",
        "return {toJSON() { return 7 }} | 7",
        "return 20.0 | 20",
        "return -0 | 0",
        "return 9007199254740991 | 9007199254740991",
        "return new Error('x') | {}",
        "const o = {}; return [o, o] | [{},{}]",
        "return '\\u2028\\ud83d\\ude00' | \"\\u2028\\ud83d\\ude00\"",
      })
  void run_returnedValue_isJson(String body, String json) {
    assertThat(HOST.body(body == null ? "" : body).value()).isEqualTo(Scripts.json(json));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "return NaN | is NaN",
        "return {a: {b: [1, Infinity]}} | has Infinity at a.b[1]",
        "return {n: 10n} | has a BigInt at n",
        "return function f() {} | is a function",
        "return [() => 1] | has a function at [0]",
        "return {s: Symbol('x')} | has a symbol at s",
        "const o = {}; o.o = o; return o | contains itself",
        "let o = {}; for (let i = 0; i < 1e5; i++) o = {o}; return o | nested too deeply",
        "let o = {}; for (let i = 0; i < 64; i++) o = {o}; return o | 64 levels deep",
      })
  void run_valueOutsideJson_isRefused(String body, String why) {
    Run run = HOST.body(body);

    assertThat(run.code()).isEqualTo("INVALID_RESULT");
    assertThat(run.message()).contains(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "throw new Error('plain') | Error | plain",
        "throw new TypeError('t') | TypeError | t",
        "null.x | TypeError | null",
        "nothing() | ReferenceError | nothing",
        "class MyError extends Error {} throw new MyError('mine') | MyError | mine",
        "class A extends Error {} class B extends A {} throw new B('b') | B | b",
        "class C extends Error { constructor(m) { super(m); this.name = 'Other' } } throw new"
            + " C('c') | C | c",
        "const e = new Error('n'); e.name = 'Named'; throw e | Named | n",
        "function Old(m) { this.message = m } Old.prototype = Object.create(Error.prototype);"
            + " Old.prototype.constructor = Old; throw new Old('o') | Old | o",
        "throw 'text' | Error | text",
        "throw 42 | Error | 42",
        "throw null | Error | null",
        "throw undefined | Error | undefined",
        "throw {message: 'object', code: 7} | Error | object",
        "throw {code: 7} | Error | {\"code\":7}",
        "throw {name: 'Own', message: 'm'} | Own | m",
        "return Promise.reject(new RangeError('r')) | RangeError | r",
        "return (async () => { await null; throw new DataError('later') })() | DataError | later",
        "return new Promise((_, no) => setTimeout(() => no('timer'), 1)) | Error | timer",
        "return new Promise(() => setTimeout(() => { throw new DataError('in a timer') }, 1)) |"
            + " DataError | in a timer",
        "throw new Proxy({}, {get() { throw 1 }}) | Error | cannot be described",
        "throw new NetworkError('x') | NetworkError | x",
        "throw new NetworkError() | NetworkError | Network error",
        "throw new HttpError(404, 'none') | HttpError | none",
        "throw new HttpError('none', 404) | HttpError | none",
        "throw new AuthenticationError('x') | AuthenticationError | x",
        "throw new AuthorizationError('x') | AuthorizationError | x",
        "throw new RateLimitError('x') | RateLimitError | x",
        "throw new TimeoutError('x') | TimeoutError | x",
        "throw new ValidationError('x') | ValidationError | x",
        "throw new ConfigurationError('x') | ConfigurationError | x",
        "throw new DataError('x') | DataError | x",
        "throw new ServiceUnavailableError('x') | ServiceUnavailableError | x",
      })
  void run_thrownError_namesItsClass(String body, String code, String message) {
    Run run = HOST.body(body);

    assertThat(run.code()).isEqualTo(code);
    assertThat(run.message()).contains(message);
  }

  @Test
  void errorClasses_areErrors() {
    Run run =
        HOST.body(
            """
            const both = [new HttpError(404, 'a'), new HttpError('b', 503)];
            return {
              status: both.map(e => e.status),
              errors: both.every(e => e instanceof Error && e instanceof HttpError),
              text: String(new DataError('d')),
              stack: typeof new DataError('d').stack,
            };\
            """);

    assertThat(run.value())
        .isEqualTo(
            Scripts.json(
                """
                {"status":[404,503],"errors":true,"text":"DataError: d","stack":"string"}\
                """));
  }

  @Test
  void run_uncaughtError_printsStackToStderr() {
    Run run = HOST.run("function main() {\n  throw new DataError('why');\n}", "{}");

    assertThat(run.stderr()).contains("DataError: why").contains("main.js:2");
    assertThat(run.stdout()).isEmpty();
  }

  @Test
  void run_promiseThatCannotSettle_ends() {
    assertThat(HOST.body("return new Promise(() => {})").code()).isEqualTo("NEVER_SETTLED");
  }

  @Test
  void run_nextRun_seesNoState() {
    String leave =
        """
        globalThis.left = 1; var also = 2; Array.prototype.left = 3; Object.prototype.left = 4;
        JSON.parse = null; JSON.stringify = null; Promise.prototype.then = null; Map = null;
        NetworkError.left = 5; console.log = null; module.exports.left = 6;
        setTimeout(() => console.log('late'), 0); return Object.freeze(Math) && 'done';\
        """;
    String look =
        """
        return [typeof left, typeof also, typeof [].left, typeof ({}).left, typeof JSON.parse,
          typeof NetworkError.left, typeof console.log, typeof module.exports.left,
          Object.isFrozen(Math), typeof Map]\
        """;
    assertThat(HOST.body(leave).value().asText()).isEqualTo("done");

    Run after = HOST.body(look + ";");

    assertThat(after.value())
        .isEqualTo(
            Scripts.json(
                """
                ["undefined","undefined","undefined","undefined","function","undefined","function",
                 "undefined",false,"function"]\
                """));
    assertThat(after.stdout()).isEmpty();
  }
}
