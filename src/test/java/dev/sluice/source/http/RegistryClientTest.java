package dev.sluice.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.source.FakeRegistry;
import dev.sluice.source.FakeRegistry.Reply;
import dev.sluice.source.PassingTime;
import dev.sluice.source.SourceException;
import dev.sluice.source.Sources;
import dev.sluice.source.http.RegistryClient.Answer;
import dev.sluice.time.Deadline;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init")
class RegistryClientTest {
  private static final String PATH = "/tasks";
  private static final int LIMIT = 1_000;

  private final PassingTime time = new PassingTime();
  private FakeRegistry registry;

  @BeforeEach
  void start() throws IOException {
    registry = new FakeRegistry();
    registry.at(PATH, Reply.of(200, "hello", "ETag", "\"v1\""));
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void get_ok_bodyAndEtag() throws Exception {
    Answer answer = get();

    assertThat(answer.body()).asString(StandardCharsets.UTF_8).isEqualTo("hello");
    assertThat(answer.etag()).isEqualTo("\"v1\"");
    assertThat(answer.notModified()).isFalse();
  }

  @Test
  void get_etagMatches_notModified() throws Exception {
    Answer answer = get(Credentials.NONE, "\"v1\"");

    assertThat(answer.notModified()).isTrue();
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void get_serverDown_triesFiveTimesWithBackoff() {
    registry.close();

    assertThat(failure().code()).isEqualTo("unreachable");
    assertThat(time.waits)
        .containsExactly(
            Duration.ofMillis(187),
            Duration.ofMillis(375),
            Duration.ofMillis(750),
            Duration.ofMillis(1_500));
  }

  /** Takes a second of real time: the client's own limit ends with the head. */
  @Test
  void get_bodyStalls_triesAgainAfterTimeout() throws Exception {
    registry.first(Reply.of(200, "hello", FakeRegistry.STALLS, "1").cutAt(2));

    Answer answer =
        client(Credentials.NONE, Duration.ofSeconds(1)).get(uri(), null, LIMIT, deadline());

    assertThat(answer.body()).hasSize(5);
    assertThat(registry.requests).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503, 504})
  void get_temporaryStatus_triesAgain(int status) throws Exception {
    registry.first(Reply.of(status, "busy"), Reply.of(status, "busy"));

    assertThat(get().body()).hasSize(5);
    assertThat(registry.requests).hasSize(3);
  }

  @Test
  void get_bodyCut_triesAgain() throws Exception {
    registry.first(Reply.of(200, "hello").cutAt(2));

    assertThat(get().body()).hasSize(5);
  }

  @ParameterizedTest
  @CsvSource({"7,7000", "Sun%2C 01 Mar 2026 12:00:05 GMT,5000", "nonsense,187"})
  void get_retryAfter_waitsAsLong(String header, long waits) throws Exception {
    String value = header.replace("%2C", ",");
    registry.first(Reply.of(429, "", "Retry-After", value));

    get();

    assertThat(time.waits).containsExactly(Duration.ofMillis(waits));
  }

  @Test
  void get_retryAfterPastDeadline_failsAtOnce() {
    registry.first(Reply.of(503, "", "Retry-After", "3600"));

    assertThat(failure().code()).isEqualTo("unavailable");
    assertThat(time.waits).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "400,unexpected_status",
    "401,unauthorized",
    "403,unauthorized",
    "404,not_found",
    "204,unexpected_status"
  })
  void get_permanentStatus_failsAtOnce(int status, String code) {
    registry.first(Reply.of(status, ""));

    assertThat(failure().code()).isEqualTo(code);
    assertThat(registry.requests).hasSize(1);
  }

  @Test
  void get_gzip_inflates() throws Exception {
    registry.at(PATH, Reply.of(200, "hello").gzip());

    assertThat(get().body()).hasSize(5);
    assertThat(registry.requests.get(0).header("Accept-encoding")).isEqualTo("gzip");
  }

  @Test
  void get_gzipBomb_isTooLarge() {
    registry.at(PATH, Reply.of(200, " ".repeat(40 << 10)).gzip());

    assertThat(failure().code()).isEqualTo("too_large");
  }

  @Test
  void get_bodyOverLimit_isTooLarge() {
    registry.at(PATH, Reply.of(200, " ".repeat(LIMIT + 1)));

    assertThat(failure().code()).isEqualTo("too_large");
    assertThat(registry.requests).hasSize(1);
  }

  @Test
  void get_invalidGzip_fails() {
    registry.at(PATH, Reply.of(200, "plain", "Content-Encoding", "gzip"));

    assertThat(failure().code()).isEqualTo("unreachable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "jar:file:/x!/y", "ftp://x.invalid/", "", ":::"})
  void get_redirectToOtherScheme_isRefused(String location) {
    registry.first(Reply.of(302, "", "Location", location));

    assertThat(failure().code()).isEqualTo("bad_redirect");
  }

  @Test
  void get_redirectLoop_ends() {
    registry.at(PATH, Reply.of(302, "", "Location", PATH));

    assertThat(failure().code()).isEqualTo("redirect_loop");
    assertThat(registry.requests).hasSize(6);
  }

  @Test
  void get_redirectToOtherHost_withholdsCredentials() throws Exception {
    registry
        .at(PATH, Reply.of(307, "", "Location", registry.otherUrl() + "/moved"))
        .at("/moved", Reply.of(200, "moved"));

    get(new Credentials("Authorization", "Bearer s3cret"), null);

    assertThat(registry.requests)
        .extracting(r -> r.header("Authorization"))
        .containsExactly("Bearer s3cret", "");
  }

  @Test
  void get_redirectOnSameHost_keepsCredentials() throws Exception {
    registry.at(PATH, Reply.of(302, "", "Location", "/moved")).at("/moved", Reply.of(200, "moved"));

    get(new Credentials("Authorization", "Basic dTpw"), null);

    assertThat(registry.requests)
        .extracting(r -> r.header("Authorization"))
        .containsExactly("Basic dTpw", "Basic dTpw");
  }

  private Answer get() throws Exception {
    return get(Credentials.NONE, null);
  }

  private Answer get(Credentials credentials, @Nullable String etag) throws Exception {
    return client(credentials, Duration.ofSeconds(30)).get(uri(), etag, LIMIT, deadline());
  }

  private SourceException failure() {
    return catchThrowableOfType(SourceException.class, this::get);
  }

  private RegistryClient client(Credentials credentials, Duration timeout) {
    return new RegistryClient(
        URI.create(registry.url()),
        credentials,
        timeout,
        Sources.context(time, time, Path.of("unused")));
  }

  private URI uri() {
    return URI.create(registry.url() + PATH);
  }

  private Deadline deadline() {
    return Deadline.in(Duration.ofMinutes(2), time);
  }
}
