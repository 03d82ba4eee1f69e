package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.bundle.Report;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.form.BundleReader;
import dev.sluice.bundle.form.TaskFolder;
import dev.sluice.source.FakeRegistry.Reply;
import dev.sluice.source.SourceStatus.Health;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSourceTest {
  private static final String FIRST = "/tasks?page=1&limit=100";
  private static final String SECOND = "/tasks?page=2&limit=100";

  private final PassingTime time = new PassingTime();
  @TempDir Path directory;
  private FakeRegistry registry;
  private TaskBundle a;
  private TaskBundle b;

  @BeforeEach
  void start() throws IOException {
    registry = new FakeRegistry();
    a = task("a", "1.0.0");
    b = task("b", "2.0.0");
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void readsWhatAnotherRegistryHolds() throws Exception {
    registry.lists(a, b);

    Discovery found = source().discover();

    assertThat(Sources.tasks(found)).containsExactly("a 1.0.0", "b 2.0.0");
    assertThat(found.tasks().get(0).modifiedAt()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
    assertThat(registry.requests).hasSize(1);
    Report report = found.tasks().get(0).load();
    assertThat(Objects.requireNonNull(report.bundle()).digest()).isEqualTo(a.digest());
  }

  @Test
  void askingAgainCostsOneConditionalRequest() throws Exception {
    registry.lists(a, b);
    TaskSource source = source();
    Discovery first = source.discover();

    Discovery second = source.discover();

    assertThat(second.fingerprint()).isEqualTo(first.fingerprint());
    assertThat(registry.requests).hasSize(2);
    assertThat(registry.requests.get(1).header("If-none-match")).startsWith("\"l");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",\"next\":2",
        ",\"next\":\"2\"",
        ",\"next\":\"/tasks?page=2&limit=100\"",
        ",\"next\":\"http://inside.invalid/tasks?limit=100&page=2\""
      })
  void followsPagesHoweverTheyAreNamed(String next) throws Exception {
    registry
        .at(FIRST, Reply.of(200, page(1, 101, entry(a), next)))
        .at(SECOND, Reply.of(200, page(2, 101, entry(b) + many(99), "")));

    assertThat(source().discover().tasks()).hasSize(101);
  }

  @Test
  void aLastPageSaysThatItIs() throws Exception {
    registry.at(FIRST, Reply.of(200, page(1, 1, entry(a), ",\"next\":null")));

    assertThat(source().discover().tasks()).hasSize(1);
  }

  @Test
  void pagesThatGoInACircleAreRefused() {
    registry
        .at(FIRST, Reply.of(200, page(1, 500, entry(a), ",\"next\":2")))
        .at(SECOND, Reply.of(200, page(2, 500, entry(b), ",\"next\":1")));

    assertThat(failure(source()).code()).isEqualTo("paging_loop");
  }

  @Test
  void aPageOfAnotherServerIsRefused() {
    registry.at(
        FIRST, Reply.of(200, page(1, 500, entry(a), ",\"next\":\"http://x.invalid/more\"")));

    assertThat(failure(source()).code()).isEqualTo("bad_paging");
  }

  @Test
  void aListingThatShiftsWhileItIsReadIsReadAgain() throws Exception {
    // Between the pages a task came in front of "a", which so is on both.
    registry
        .first(
            Reply.of(200, page(1, 2, entry(a), ",\"next\":2")),
            Reply.of(200, page(2, 3, entry(a) + "," + entry(b), "")))
        .at(FIRST, Reply.of(200, page(1, 2, entry(a) + "," + entry(b), "")));

    assertThat(Sources.tasks(source().discover())).containsExactly("a 1.0.0", "b 2.0.0");
    assertThat(registry.requests).hasSize(3);
  }

  @Test
  void aListingThatNeverAgreesWithItselfLosesNothing() {
    registry.at(FIRST, Reply.of(200, page(1, 3, entry(a), ",\"next\":null")));

    assertThat(failure(source()).code()).isEqualTo("incomplete_listing");
    assertThat(registry.requests).hasSize(3);
  }

  @Test
  void aServerThatDiesBetweenPagesLosesNothing() throws Exception {
    registry.at(FIRST, Reply.of(200, page(1, 2, entry(a) + "," + entry(b), "")));
    TaskSource source = source();
    source.discover();
    registry
        .at(FIRST, Reply.of(200, page(1, 2, entry(a), ",\"next\":2")))
        .at(SECOND, Reply.of(200, page(2, 2, entry(b), "")).cutAt(10));

    SourceException failure = failure(source);
    SourceStatus failing = source.status();
    registry.at(SECOND, Reply.of(200, page(2, 2, entry(b), "")));

    assertThat(failure.code()).isEqualTo("unreachable");
    assertThat(failing.health()).isEqualTo(Health.FAILING);
    assertThat(failing.tasks()).isEqualTo(2);
    assertThat(Sources.tasks(source.discover())).containsExactly("a 1.0.0", "b 2.0.0");
    assertThat(source.status().health()).isEqualTo(Health.OK);
  }

  @Test
  void aServerThatIsNotThereIsAskedAgainAndThenSaidToBeAway() {
    TaskSource source = source();
    registry.close();

    assertThat(failure(source).code()).isEqualTo("unreachable");
    assertThat(time.waits)
        .containsExactly(
            Duration.ofMillis(187),
            Duration.ofMillis(375),
            Duration.ofMillis(750),
            Duration.ofMillis(1_500));
  }

  /** A second of real time: the client's own limit would end with the head. */
  @Test
  void aBodyThatNeverEndsIsGivenUp() throws Exception {
    registry
        .lists(a)
        .first(Reply.of(200, page(1, 1, entry(a), ""), FakeRegistry.STALLS, "1").cutAt(20));

    assertThat(source("request-timeout", "1s").discover().tasks()).hasSize(1);
    assertThat(registry.requests).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503, 504})
  void whatMayHealIsAskedForAgain(int status) throws Exception {
    registry.lists(a).first(Reply.of(status, "busy"), Reply.of(status, "busy"));

    assertThat(source().discover().tasks()).hasSize(1);
    assertThat(registry.requests).hasSize(3);
  }

  @Test
  void aCutIsAskedForAgain() throws Exception {
    registry.lists(a).first(Reply.of(200, page(1, 1, entry(a), "")).cutAt(20));

    assertThat(source().discover().tasks()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"7,7000", "Sun%2C 01 Mar 2026 12:00:05 GMT,5000", "nonsense,187"})
  void retryAfterIsHonoured(String header, long waits) throws Exception {
    String value = header.replace("%2C", ",");
    registry.lists(a).first(Reply.of(429, "", "Retry-After", value));

    source().discover();

    assertThat(time.waits).containsExactly(Duration.ofMillis(waits));
  }

  @Test
  void whoAsksForMorePatienceThanThereIsIsNotWaitedFor() {
    registry.first(Reply.of(503, "", "Retry-After", "3600"));

    assertThat(failure(source()).code()).isEqualTo("unavailable");
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
  void whatWillNotHealIsNotAskedForAgain(int status, String code) {
    registry.first(Reply.of(status, ""));

    SourceException failure = failure(source());

    assertThat(failure.code()).isEqualTo(code);
    assertThat(registry.requests).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>hello</html>",
        "",
        "[]",
        "5",
        "{}",
        "{\"tasks\":5}",
        "{\"tasks\":[{}]}",
        "{\"tasks\":[5]}",
        "{\"tasks\":[{\"name\":\"a\",\"version\":1}]}",
        "{\"tasks\":["
      })
  void garbageIsSaidToBeGarbage(String body) {
    registry.at(FIRST, Reply.of(200, body));

    assertThat(failure(source()).code()).isEqualTo("malformed_answer");
  }

  @Test
  void gzipIsInflated() throws Exception {
    registry.at(FIRST, Reply.of(200, page(1, 1, entry(a), "")).gzip());

    assertThat(source().discover().tasks()).hasSize(1);
    assertThat(registry.requests.get(0).header("Accept-encoding")).isEqualTo("gzip");
  }

  @Test
  void aGzipBombIsRefused() {
    registry.at(FIRST, Reply.of(200, " ".repeat(40 << 20)).gzip());

    assertThat(failure(source()).code()).isEqualTo("too_large");
  }

  @Test
  void aBodyWithoutMeasureIsRefused() {
    registry.at(FIRST, Reply.of(200, " ".repeat(17 << 20)));

    assertThat(failure(source()).code()).isEqualTo("too_large");
    assertThat(registry.requests).hasSize(1);
  }

  @Test
  void whatIsCalledGzipAndIsNoneIsAFailure() {
    registry.at(FIRST, Reply.of(200, "plain", "Content-Encoding", "gzip"));

    assertThat(failure(source()).code()).isEqualTo("unreachable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "jar:file:/x!/y", "ftp://x.invalid/", "", ":::"})
  void aRedirectToAnythingButHttpIsRefused(String location) {
    registry.first(Reply.of(302, "", "Location", location));

    assertThat(failure(source()).code()).isEqualTo("bad_redirect");
  }

  @Test
  void aRedirectInACircleEnds() {
    registry.at(FIRST, Reply.of(302, "", "Location", FIRST));

    assertThat(failure(source()).code()).isEqualTo("redirect_loop");
    assertThat(registry.requests).hasSize(6);
  }

  @Test
  void credentialsAreNotTakenToAnotherHost() throws Exception {
    registry
        .at(FIRST, Reply.of(307, "", "Location", registry.otherUrl() + "/moved"))
        .at("/moved", Reply.of(200, page(1, 1, entry(a), "")));

    source("token", "s3cret").discover();

    assertThat(registry.requests)
        .extracting(r -> r.header("Authorization"))
        .containsExactly("Bearer s3cret", "");
  }

  @Test
  void credentialsStayWithTheirHost() throws Exception {
    registry
        .at(FIRST, Reply.of(302, "", "Location", "/moved"))
        .at("/moved", Reply.of(200, page(1, 1, entry(a), "")));

    source("username", "u", "password", "p").discover();

    assertThat(registry.requests)
        .extracting(r -> r.header("Authorization"))
        .containsOnly("Basic dTpw");
  }

  @ParameterizedTest
  @CsvSource({"X-Key,X-key", ",X-api-key"})
  void aKeyIsSentInItsHeader(@Nullable String header, String sent) throws Exception {
    registry.lists(a);

    source(
            "api-key",
            "k3y",
            header == null ? "page-size" : "api-key-header",
            header == null ? "100" : header)
        .discover();

    assertThat(registry.requests.get(0).header(sent)).isEqualTo("k3y");
  }

  @Test
  void whatGoesWrongDoesNotTellTheCredentials() {
    registry.first(Reply.of(401, ""));

    TaskSource source = source("token", "s3cret");
    SourceException failure = failure(source);

    assertThat(failure.getMessage()).contains("401").doesNotContain("s3cret");
    assertThat(source.status().toString()).doesNotContain("s3cret");
  }

  @Test
  void withoutADigestInTheListingDefinitionsAreFetchedOnceAndThenAskedAfter() throws Exception {
    registry.lists(a).at(FIRST, Reply.of(200, page(1, 1, undigested(a), "")));
    TaskSource source = source();

    Discovery first = source.discover();
    Discovery second = source.discover();

    assertThat(first.tasks().get(0).digest()).isEqualTo(a.digest());
    assertThat(second.fingerprint()).isEqualTo(first.fingerprint());
    assertThat(registry.asked("/tasks/a/1.0.0")).isEqualTo(2);
    assertThat(registry.requests.get(3).header("If-none-match")).contains(a.digest());
  }

  @Test
  void aForeignDigestIsAValidatorAndOursIsMadeOfTheContent() throws Exception {
    registry.lists(a).at(FIRST, Reply.of(200, page(1, 1, FakeRegistry.entry(a, "md5:1"), "")));
    TaskSource source = source();

    Discovery first = source.discover();
    source.discover();

    assertThat(first.tasks().get(0).digest()).isEqualTo(a.digest());
    assertThat(registry.asked("/tasks/a/1.0.0")).isEqualTo(1);
  }

  @Test
  void aDigestThatDoesNotHoldIsReplacedByWhatTheContentComesTo() throws Exception {
    String wrong = "sha256:" + "0".repeat(64);
    registry.lists(a).at(FIRST, Reply.of(200, page(1, 1, FakeRegistry.entry(a, wrong), "")));
    TaskSource source = source();
    DiscoveredTask claimed = source.discover().tasks().get(0);

    claimed.load();

    assertThat(claimed.digest()).isEqualTo(wrong);
    assertThat(source.discover().tasks().get(0).digest()).isEqualTo(a.digest());
  }

  @Test
  void whatIsListedAndNotThereIsBroken() throws Exception {
    registry.at(FIRST, Reply.of(200, page(1, 1, undigested(a), "")));

    assertThat(Sources.broken(source().discover())).containsExactly("a/1.0.0 not_found");
  }

  @Test
  void aDefinitionOfAnotherTaskIsRefused() throws Exception {
    registry.lists(a).at("/tasks/a/1.0.0", Reply.of(200, "{}"));
    DiscoveredTask task = source().discover().tasks().get(0);
    registry.defines(b);
    registry.at(
        "/tasks/a/1.0.0",
        Reply.of(200, dev.sluice.bundle.form.BundleWriter.definition(b).toString()));

    assertThat(task.load().errors().get(0).code()).isEqualTo("identity_differs");
  }

  @ParameterizedTest
  @CsvSource({"a/b,1.0.0", "a,latest", "'',1.0.0", "..,1.0.0"})
  void anEntryThatIsNoTaskIsBroken(String name, String version) throws Exception {
    String entry = "{\"name\":\"" + name + "\",\"version\":\"" + version + "\"}";
    registry.at(FIRST, Reply.of(200, page(1, 2, entry + "," + entry(a), "")));

    Discovery found = source().discover();

    assertThat(Sources.broken(found)).containsExactly(name + "/" + version + " invalid_entry");
    assertThat(Sources.tasks(found)).containsExactly("a 1.0.0");
  }

  @Test
  void isAskedAtItsInterval() {
    dev.sluice.time.ManualTimers timers = new dev.sluice.time.ManualTimers();
    TaskSource source =
        Sources.open(
            "http",
            Map.of("url", registry.url(), "poll-interval", "10s"),
            Sources.context(time, timers, directory));
    int[] told = {0};
    source.watch(() -> told[0]++);

    timers.advance(Duration.ofSeconds(25));
    source.close();
    timers.advance(Duration.ofHours(1));

    assertThat(told[0]).isEqualTo(2);
  }

  private TaskSource source(String... values) {
    Map<String, String> settings = new HashMap<>(Map.of("url", registry.url() + "/"));
    for (int i = 0; i < values.length; i += 2) {
      settings.put(values[i], values[i + 1]);
    }
    return Sources.open("http", settings, Sources.context(time, time, directory));
  }

  private static SourceException failure(TaskSource source) {
    return catchThrowableOfType(SourceException.class, source::discover);
  }

  private static String page(int page, long total, String entries, String more) {
    String json = FakeRegistry.page(page, total, entries);
    return json.substring(0, json.length() - 1) + more + "}";
  }

  private static String entry(TaskBundle task) {
    return FakeRegistry.entry(task, task.digest());
  }

  private static String undigested(TaskBundle task) {
    return "{\"name\":\"" + task.name() + "\",\"version\":\"" + task.version() + "\"}";
  }

  /** Entries of versions 1.0.0 up, each with a comma before it. */
  private String many(int count) {
    StringBuilder entries = new StringBuilder();
    for (int i = 0; i < count; i++) {
      String digest = "sha256:" + "1".repeat(64);
      entries.append(",{\"name\":\"m\",\"version\":\"1.0.").append(i);
      entries.append("\",\"digest\":\"").append(digest).append("\"}");
    }
    return entries.toString();
  }

  private TaskBundle task(String name, String version) throws IOException {
    Path folder = Files.createTempDirectory(directory, name);
    Report report =
        new BundleReader().readDirectory(TaskFolder.named(folder, name, version).path());
    return Objects.requireNonNull(report.bundle());
  }
}
