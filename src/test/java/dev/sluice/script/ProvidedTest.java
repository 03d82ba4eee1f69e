package dev.sluice.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.Scripts;
import dev.sluice.host.Scripts.Run;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The globals of a script. */
class ProvidedTest {
  @AutoClose private static final Scripts HOST = new Scripts();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "require",
        "process",
        "Java",
        "java",
        "javax",
        "Packages",
        "Polyglot",
        "Graal",
        "load",
        "loadWithNewGlobal",
        "print",
        "printErr",
        "quit",
        "exit",
        "read",
        "readline",
        "readbuffer",
        "SharedArrayBuffer",
        "WebAssembly",
        "arguments",
        "scriptArgs",
        "native",
        "Deno",
        "window"
      })
  void globals_outsideSandbox_areAbsent(String name) {
    assertThat(HOST.run("() => typeof " + name, "{}").value().asText()).isIn("undefined");
    assertThat(HOST.body("return '" + name + "' in globalThis").value().asBoolean()).isFalse();
  }

  @Test
  void import_module_isRefused() {
    Run run = HOST.body("return import('fs').then(() => 'in', e => 'refused')");

    assertThat(run.value().asText()).isEqualTo("refused");
  }

  /** The functions that the host provides are a script's only path to Java. */
  @Test
  void globals_ownFunctions_exposeNoHost() {
    Run run =
        HOST.body(
            """
            const names = Object.getOwnPropertyNames(globalThis);
            const odd = [];
            for (const name of names) {
              let value = globalThis[name];
              if (typeof value === 'function' && !Function.prototype.toString.call(value).match(/^(function|class|async|\\()/)) odd.push(name);
              if (value && (value.getClass || value.class)) odd.push(name);
            }
            let chained;
            try { chained = setTimeout.constructor('return this')() === globalThis } catch (e) { chained = e.name }
            return {odd, chained, id: typeof setTimeout(() => 1, 1)};\
            """);

    assertThat(run.value())
        .isEqualTo(Scripts.json("{\"odd\":[],\"chained\":true,\"id\":\"number\"}"));
  }

  @Test
  void console_methods_useStdoutAndStderr() {
    Run run =
        HOST.body(
            """
            console.log('log'); console.info('info'); console.debug('debug');
            console.warn('warn'); console.error('error');\
            """);

    assertThat(run.stdout()).isEqualTo("log\ninfo\ndebug\n");
    assertThat(run.stderr()).isEqualTo("warn\nerror\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "'a', 1, true, null, undefined | a 1 true null undefined",
        "'%s is %d%%', 'x', 5, 'more' | x is 5% more",
        "'100%' | 100%",
        "'%j', {a: 1} | {\"a\":1}",
        "{a: 1, b: 'x', 'c-d': [1, 2]} | { a: 1, b: 'x', 'c-d': [ 1, 2 ] }",
        "[] | []",
        "{} | {}",
        "new Map([[1, {a: 2}]]) | Map(1) { 1 => { a: 2 } }",
        "new Set(['x']) | Set(1) { 'x' }",
        "new Date(0) | 1970-01-01T00:00:00.000Z",
        "/a/g | /a/g",
        "10n | 10n",
        "-0 | -0",
        "Symbol('s') | Symbol(s)",
        "function f() {} | [Function: f]",
        "class K {} | [class K]",
        "new (class K { constructor() { this.a = 1 } })() | K { a: 1 }",
        "{a: {b: {c: {d: {e: 1}}}}} | { a: { b: { c: { d: [Object] } } } }",
        "new Uint8Array(3) | Uint8Array(3) [ 0, 0, 0 ]",
        "{get g() { throw 1 }} | { g: [Getter] }",
      })
  void console_values_areFormatted(String arguments, String line) {
    assertThat(HOST.run("() => { console.log(" + arguments + ") }", "{}").stdout())
        .isEqualTo(line + "\n");
  }

  @Test
  void console_circularValue_isPrinted() {
    assertThat(HOST.body("const o = {a: 1}; o.o = o; console.log(o)").stdout())
        .isEqualTo("{ a: 1, o: [Circular] }\n");
  }

  @Test
  void console_loneSurrogate_isReplaced() {
    assertThat(HOST.body("console.log('\\ud83d', '😀'.repeat(100000))").stdout())
        .startsWith("? 😀")
        .hasSize(2 + 200_000 + 1);
  }

  @Test
  void reportProgress_event_isSent() {
    Run run =
        HOST.body(
            """
            reportProgress({progress: 0});
            global.reportProgress({progress: 0.5, step: 'half', message: 'm', data: {n: 1}, timestamp: 't', other: 1});
            reportProgress({progress: 1});\
            """);

    assertThat(run.progress())
        .containsExactly(
            Scripts.json("{\"progress\":0}"),
            Scripts.json(
                "{\"progress\":0.5,\"step\":\"half\",\"message\":\"m\",\"data\":{\"n\":1},\"timestamp\":\"t\"}"),
            Scripts.json("{\"progress\":1}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "0.5",
        "{}",
        "{progress: '0.5'}",
        "{progress: -0.1}",
        "{progress: 1.1}",
        "{progress: NaN}",
        "{progress: 1, data: 'x'.repeat(70000)}",
        "{progress: 1, data: JSON.parse('['.repeat(64) + ']'.repeat(64))}"
      })
  void reportProgress_invalidEvent_throws(String argument) {
    Run run = HOST.body("reportProgress(" + argument + ")");

    assertThat(run.code()).isEqualTo("ValidationError");
    assertThat(run.message()).startsWith("reportProgress");
    assertThat(run.progress()).isEmpty();
  }

  @Test
  void timers_fireInOrderWhenDue() {
    Run run =
        HOST.body(
            """
            const seen = [];
            const began = Date.now();
            return new Promise(done => {
              setTimeout(() => seen.push('late'), 600);
              setTimeout((a, b) => seen.push(a + b), 300, 'so', 'on');
              setTimeout(() => seen.push('next'));
              clearTimeout(setTimeout(() => seen.push('never'), 5));
              queueMicrotask(() => seen.push('micro'));
              let count = 0;
              const id = setInterval(() => { if (++count === 2) clearInterval(id) }, 1);
              setTimeout(() => done({seen, count, waited: Date.now() - began >= 899}), 900);
            });\
            """);

    assertThat(run.value())
        .isEqualTo(
            Scripts.json(
                "{\"seen\":[\"micro\",\"next\",\"soon\",\"late\"],\"count\":2,\"waited\":true}"));
  }

  @Test
  void timers_pendingAtReturn_areDropped() {
    Run run = HOST.body("setTimeout(() => console.log('late'), 0); return 1");

    assertThat(run.value().asInt()).isEqualTo(1);
    assertThat(run.stdout()).isEmpty();
  }

  @Test
  void textCodecs_encodeAndDecode() {
    Run run =
        HOST.body(
            """
            const utf8 = new TextEncoder().encode('é😀\\ud800');
            const decoder = new TextDecoder();
            const parts = [...utf8].map(b => decoder.decode(new Uint8Array([b]), {stream: true})).join('') + decoder.decode();
            let fatal; try { new TextDecoder('utf-8', {fatal: true}).decode(new Uint8Array([0xff])) } catch (e) { fatal = e.name }
            return {
              bytes: [...utf8], back: new TextDecoder().decode(utf8), parts, fatal,
              loose: new TextDecoder().decode(new Uint8Array([0x61, 0xff])),
              bom: new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 0x61])),
              keptBom: new TextDecoder('utf-8', {ignoreBOM: true}).decode(new Uint8Array([0xef, 0xbb, 0xbf, 0x61])).length,
              le: new TextDecoder('utf-16le').decode(new Uint8Array([0x61, 0])),
              western: new TextDecoder('latin1').decode(new Uint8Array([0x80])),
              view: new TextDecoder().decode(new DataView(new Uint8Array([0x78, 0x61, 0x62]).buffer, 1)),
              into: new TextEncoder().encodeInto('é!', new Uint8Array(2)),
              unknown: (() => { try { new TextDecoder('klingon') } catch (e) { return e.name } })(),
            };\
            """);

    assertThat(run.value())
        .isEqualTo(
            Scripts.json(
                """
                {"bytes":[195,169,240,159,152,128,239,191,189],"back":"é😀\ufffd","parts":"é😀\ufffd",
                 "fatal":"TypeError","loose":"a\ufffd","bom":"a","keptBom":2,"le":"a","western":"€",
                 "view":"ab","into":{"read":1,"written":2},"unknown":"RangeError"}\
                """));
  }

  @Test
  void base64_latin1_roundTrips() {
    Run run =
        HOST.body(
            """
            const fails = f => { try { return f() } catch (e) { return e.name } };
            return [btoa('hello'), atob('aGVsbG8='), atob(' aGVs bG8 '), btoa(''), atob(''),
              fails(() => btoa('€')), fails(() => atob('a')), fails(() => atob('a===')),
              fails(() => atob('€')), btoa('\\xff').length];\
            """);

    assertThat(run.value())
        .isEqualTo(
            Scripts.json(
                """
                ["aGVsbG8=","hello","hello","","","InvalidCharacterError","InvalidCharacterError",
                 "InvalidCharacterError","InvalidCharacterError",4]\
                """));
  }

  @Test
  void structuredClone_nestedValue_isCopied() {
    Run run =
        HOST.body(
            """
            const o = {d: new Date(5), m: new Map([['k', {v: 1}]]), s: new Set([1]), r: /x/gi,
              b: new Uint8Array([1, 2]), e: new TypeError('t'), l: [1, , 3]};
            o.self = o;
            const c = structuredClone(o);
            const fails = f => { try { f() } catch (e) { return e.name } };
            return {same: c === o, self: c.self === c, d: c.d.getTime(), dNew: c.d !== o.d,
              m: c.m.get('k').v, mNew: c.m.get('k') !== o.m.get('k'), s: c.s.has(1), r: String(c.r),
              b: [...c.b], bNew: c.b.buffer !== o.b.buffer, e: c.e instanceof TypeError && c.e.message,
              hole: 1 in c.l, f: fails(() => structuredClone(() => 1)), n: fails(() => structuredClone())};\
            """);

    assertThat(run.value())
        .isEqualTo(
            Scripts.json(
                """
                {"same":false,"self":true,"d":5,"dNew":true,"m":1,"mNew":true,"s":true,"r":"/x/gi",
                 "b":[1,2],"bNew":true,"e":"t","hole":false,"f":"DataCloneError","n":"TypeError"}\
                """));
  }

  @Test
  void url_parts_readAndChanged() {
    Run run =
        HOST.body(
            """
            const u = new URL('../c?x=1&y=2#h', 'https://u:p@Example.com:8443/a/b/');
            const was = {href: u.href, origin: u.origin, host: u.host, path: u.pathname, user: u.username};
            u.searchParams.append('z', 'ä b'); u.searchParams.delete('x'); u.hash = 'new part';
            u.port = '443'; u.hostname = 'EXAMPLE.org'; u.pathname = '/p q'; u.username = '';u.password = '';
            const params = new URLSearchParams({a: 1, b: 'x y'});
            params.append('a', 2);
            return {was, now: String(u), json: JSON.stringify({u}), all: params.getAll('a'), size: params.size,
              text: params.toString(), each: [...new URLSearchParams('?q=1&q=%C3%A4+b&e')],
              can: [URL.canParse('x:'), URL.canParse('/a'), URL.canParse('/a', 'http://h')],
              bad: (() => { try { new URL('http://') } catch (e) { return e.name + ': ' + e.message } })()};\
            """);

    assertThat(run.value())
        .isEqualTo(
            Scripts.json(
                """
                {"was":{"href":"https://u:p@example.com:8443/a/c?x=1&y=2#h","origin":"https://example.com:8443",
                 "host":"example.com:8443","path":"/a/c","user":"u"},
                 "now":"https://example.org/p%20q?y=2&z=%C3%A4+b#new%20part",
                 "json":"{\\"u\\":\\"https://example.org/p%20q?y=2&z=%C3%A4+b#new%20part\\"}",
                 "all":["1","2"],"size":3,"text":"a=1&b=x+y&a=2",
                 "each":[["q","1"],["q","ä b"],["e",""]],"can":[true,false,true],
                 "bad":"TypeError: Invalid URL: http://"}\
                """));
  }

  @Test
  void globals_redefinedByScript_areReplaced() {
    Run run =
        HOST.run(
            "const URL = 1; function fetch() { return 2 } var global = 3; let console = 4;\n"
                + "function main() { return [URL, fetch(), global, console] }",
            "{}");

    assertThat(run.value()).isEqualTo(Scripts.json("[1,2,3,4]"));
  }

  @Test
  void script_localeAndZone_areFixed() {
    Run run =
        HOST.body(
            "return [new Date(0).toString().slice(0, 33),"
                + " Intl.DateTimeFormat().resolvedOptions().timeZone, (1234.5).toLocaleString(),"
                + " new Date(2026, 0, 1).toISOString()]");

    assertThat(run.value())
        .isEqualTo(
            Scripts.json(
                """
                ["Thu Jan 01 1970 00:00:00 GMT+0000","GMT","1,234.5","2026-01-01T00:00:00.000Z"]\
                """));
  }
}
