package dev.sluice.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.protocol.RunLimits;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The URL classes of scripts; the cases follow the web platform tests. */
@SuppressWarnings("NullAway.Init")
class UrlTest {
  private static ScriptEngine engine;
  private static Context context;
  private static Value parse;
  private static Value set;

  @BeforeAll
  static void load() {
    engine = new ScriptEngine();
    context = engine.newContext(RunLimits.DEFAULT);
    Map<String, Object> natives = new HashMap<>(TextFunctions.functions());
    ProxyExecutable load = arguments -> context.eval(engine.own(arguments[0].asString()));
    natives.put("load", load);
    Value classes = context.eval(engine.own("url.js")).execute(ProxyObject.fromMap(natives));
    context.getBindings("js").putMember("classes", classes);
    parse =
        context.eval(
            "js", "(url, base) => classes.URL.parse(url, base === null ? undefined : base)?.href");
    set =
        context.eval(
            "js",
            "(href, part, to) => { const u = new classes.URL(href); u[part] = to; return u.href }");
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
        "http://example.com | | http://example.com/",
        "  HTTP://EXAMPLE.com:80/../a/./b/../c  | | http://example.com/a/c",
        "http:\\\\x\\y | | http://x/y",
        "https:x | | https://x/",
        "http:///x//y | | http://x//y",
        "http://u:p%20w@h:81/?q#f | | http://u:p%20w@h:81/?q#f",
        "http://u@p@h/ | | http://u%40p@h/",
        "http://h/%7Efoo/ä b?ä'\"#ä` | | http://h/%7Efoo/%C3%A4%20b?%C3%A4%27%22#%C3%A4%60",
        "http://h/%2e%2E/a/%2e | | http://h/a/",
        "http://1.2.3 | | http://1.2.0.3/",
        "http://0x7f.1 | | http://127.0.0.1/",
        "http://017700000001/ | | http://127.0.0.1/",
        "http://[::1]:80/ | | http://[::1]/",
        "http://[1:0:0:2:0:0:0:3]/ | | http://[1:0:0:2::3]/",
        "http://[::ffff:1.2.3.4]/ | | http://[::ffff:102:304]/",
        "http://bücher.example/ | | http://xn--bcher-kva.example/",
        "http://ex%41mple.com/ | | http://example.com/",
        "mailto:a@b.c?subject=x y | | mailto:a@b.c?subject=x%20y",
        "data:text/plain,a b#f | | data:text/plain,a b#f",
        "javascript:alert(1) | | javascript:alert(1)",
        "foo://Host:80/a/../b | | foo://Host:80/b",
        "foo:/a/../../b | | foo:/b",
        "foo://h | | foo://h",
        "file:///etc/../passwd | | file:///passwd",
        "file://localhost/x | | file:///x",
        "file:x | file:///a/b | file:///a/x",
        "/x | http://h/a/b?q#f | http://h/x",
        "x | http://h/a/b?q#f | http://h/a/x",
        "../../../x | http://h/a/b/c | http://h/x",
        "?y | http://h/a/b?q#f | http://h/a/b?y",
        "#g | http://h/a/b?q#f | http://h/a/b?q#g",
        "//g/x | https://h/a | https://g/x",
        "http:x | http://h/a/b | http://h/a/x",
        "#g | mailto:a | mailto:a#g",
        ". | http://h/a/b/c | http://h/a/b/",
        ".. | http://h/a/b/c | http://h/a/",
        "http://h:/ | | http://h/",
        "ws://h:80/s | | ws://h/s",
      })
  void parse_url_isWrittenAsBrowsersWriteIt(String text, @Nullable String base, String href) {
    assertThat(parse.execute(text, base).asString()).isEqualTo(href);
    assertThat(parse.execute(href, null).asString()).isEqualTo(href);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "/x",
        "//h",
        "http://",
        "http:///",
        "http://h:x/",
        "http://h:65536/",
        "http://a b/",
        "http://[::1/",
        "http://[1::2::3]/",
        "http://[1:2:3]/",
        "http://256.1.1.1/",
        "http://1.2.3.4.5/",
        "http://a%00b/",
        "http://a<b/",
        "http://u@/",
        "http://:80/",
        "1http://h/",
        "foo://a b/"
      })
  void parse_textThatIsNoUrl_isRefused(String text) {
    assertThat(parse.execute(text, null).isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "http://h/a | protocol | https: | https://h/a",
        "http://h/a | protocol | foo | http://h/a",
        "https://h:80/ | protocol | http | http://h/",
        "http://h/ | username | ü@ | http://%C3%BC%40@h/",
        "http://u@h/ | password | p:w | http://u:p%3Aw@h/",
        "http://h:81/ | host | G:82 | http://g:82/",
        "http://h:81/ | hostname | g:82 | http://h:81/",
        "http://h/ | hostname | a b | http://h/",
        "http://h/ | port | 80 | http://h/",
        "http://h/ | port | 8080x | http://h:8080/",
        "http://h:81/ | port | x | http://h:81/",
        "http://h/a?q | pathname | b/../c d | http://h/c%20d?q",
        "http://h/?a | search | ?b c | http://h/?b%20c",
        "http://h/#a | hash | b c | http://h/#b%20c",
        "mailto:x | hostname | h | mailto:x",
        "mailto:x | pathname | y | mailto:x",
        "foo://h/ | port | 80 | foo://h:80/",
      })
  void set_part_changesTheUrlWhereItCan(String href, String part, String to, String after) {
    assertThat(set.execute(href, part, to).asString()).isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource({
    "http://example.com/, true",
    "https://api.example.com:8443/v1/a%20b.json?x=1&y=%C3%A4, true",
    "http://localhost:8080/, true",
    "http://example.com, false",
    "http://Example.com/, false",
    "http://example.com:80/, false",
    "http://example.com/a/../b, false",
    "http://example.com/%2e%2e/b, false",
    "http://example.com/a?x='1', false",
    "http://example.com/ä, false",
    "http://example.com/a b, false",
    "http://1.2.3/, false",
    "http://u@example.com/, false",
    "http://example.com/#f, false",
  })
  void resolve_urlInNormalForm_needsNoParser(String url, boolean normalized) {
    ProxyExecutable refuse = arguments -> null;
    FetchUrls urls = new FetchUrls(context.asValue(refuse));

    assertThat(urls.resolve(url, null)).isEqualTo(normalized ? URI.create(url) : null);
    if (normalized) {
      assertThat(parse.execute(url, null).asString()).isEqualTo(url);
    }
  }
}
