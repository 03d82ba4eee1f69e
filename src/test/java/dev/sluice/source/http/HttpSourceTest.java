package dev.sluice.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.bundle.Report;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.form.BundleReader;
import dev.sluice.bundle.form.BundleWriter;
import dev.sluice.bundle.form.TaskFolder;
import dev.sluice.source.DiscoveredTask;
import dev.sluice.source.Discovery;
import dev.sluice.source.FakeRegistry;
import dev.sluice.source.FakeRegistry.Reply;
import dev.sluice.source.PassingTime;
import dev.sluice.source.SourceException;
import dev.sluice.source.Sources;
import dev.sluice.source.TaskSource;
import dev.sluice.time.ManualTimers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway.Init")
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
  void discover_listingWithDigests_needsNoDefinitions() throws Exception {
    registry.lists(a, b);

    Discovery found = source().discover();

    assertThat(Sources.tasks(found)).containsExactly("a 1.0.0", "b 2.0.0");
    assertThat(registry.requests).hasSize(1);
    Report report = found.tasks().get(0).loader().load();
    assertThat(Objects.requireNonNull(report.bundle()).digest()).isEqualTo(a.digest());
  }

  @Test
  void discover_serverDiesBetweenPages_failsAndRecovers() throws Exception {
    registry
        .at(FIRST, Reply.of(200, page(1, 2, entry(a), ",\"next\":2")))
        .at(SECOND, Reply.of(200, page(2, 2, entry(b), "")).cutAt(10));
    TaskSource source = source();

    SourceException failure = failure(source);
    registry.at(SECOND, Reply.of(200, page(2, 2, entry(b), "")));

    assertThat(failure.code()).isEqualTo("unreachable");
    assertThat(Sources.tasks(source.discover())).containsExactly("a 1.0.0", "b 2.0.0");
  }

  @ParameterizedTest
  @CsvSource({"X-Key,X-key", ",X-api-key"})
  void discover_apiKey_isSentInItsHeader(@Nullable String header, String sent) throws Exception {
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
  void discover_userAndPassword_areSentAsBasic() throws Exception {
    registry.lists(a);

    source("username", "u", "password", "p").discover();

    assertThat(registry.requests.get(0).header("Authorization")).isEqualTo("Basic dTpw");
  }

  @Test
  void discover_tokenRefused_messageHidesToken() {
    registry.first(Reply.of(401, ""));

    SourceException failure = failure(source("token", "s3cret"));

    assertThat(failure.getMessage()).contains("401").doesNotContain("s3cret");
    assertThat(registry.requests.get(0).header("Authorization")).isEqualTo("Bearer s3cret");
  }

  @Test
  void discover_listingWithoutDigest_fetchesDefinitionConditionally() throws Exception {
    registry.lists(a).at(FIRST, Reply.of(200, page(1, 1, undigested(a), "")));
    TaskSource source = source();

    Discovery first = source.discover();
    Discovery second = source.discover();

    assertThat(first.tasks().get(0).digest()).isEqualTo(a.digest());
    assertThat(second.tasks().get(0).digest()).isEqualTo(a.digest());
    assertThat(registry.asked("/tasks/a/1.0.0")).isEqualTo(2);
    assertThat(registry.requests.get(3).header("If-none-match")).contains(a.digest());
  }

  @Test
  void discover_foreignDigest_identifiesContentOnce() throws Exception {
    registry.lists(a).at(FIRST, Reply.of(200, page(1, 1, FakeRegistry.entry(a, "md5:1"), "")));
    TaskSource source = source();

    Discovery first = source.discover();
    source.discover();

    assertThat(first.tasks().get(0).digest()).isEqualTo(a.digest());
    assertThat(registry.asked("/tasks/a/1.0.0")).isEqualTo(1);
  }

  @Test
  void discover_afterLoadWithOtherDigest_hasDigestOfContent() throws Exception {
    String wrong = "sha256:" + "0".repeat(64);
    registry.lists(a).at(FIRST, Reply.of(200, page(1, 1, FakeRegistry.entry(a, wrong), "")));
    TaskSource source = source();
    DiscoveredTask claimed = source.discover().tasks().get(0);

    claimed.loader().load();

    assertThat(claimed.digest()).isEqualTo(wrong);
    assertThat(source.discover().tasks().get(0).digest()).isEqualTo(a.digest());
  }

  @Test
  void discover_definitionMissing_isBroken() throws Exception {
    registry.at(FIRST, Reply.of(200, page(1, 1, undigested(a), "")));

    assertThat(Sources.broken(source().discover())).containsExactly("a/1.0.0 not_found");
  }

  @Test
  void load_definitionOfOtherTask_isAnError() throws Exception {
    registry.lists(a).at("/tasks/a/1.0.0", Reply.of(200, "{}"));
    DiscoveredTask task = source().discover().tasks().get(0);
    registry.at("/tasks/a/1.0.0", Reply.of(200, BundleWriter.definition(b).toString()));

    assertThat(task.loader().load().errors().get(0).code()).isEqualTo("identity_differs");
  }

  @ParameterizedTest
  @CsvSource({"a/b,1.0.0", "a,latest", "'',1.0.0", "..,1.0.0"})
  void discover_invalidEntry_isBroken(String name, String version) throws Exception {
    String entry = "{\"name\":\"" + name + "\",\"version\":\"" + version + "\"}";
    registry.at(FIRST, Reply.of(200, page(1, 2, entry + "," + entry(a), "")));

    Discovery found = source().discover();

    assertThat(Sources.broken(found)).containsExactly(name + "/" + version + " invalid_entry");
    assertThat(Sources.tasks(found)).containsExactly("a 1.0.0");
  }

  @Test
  void watch_pollInterval_callsUntilClosed() {
    ManualTimers timers = new ManualTimers();
    TaskSource source =
        Sources.open(
            "http",
            Map.of("url", registry.url(), "poll-interval", "10s"),
            Sources.context(time, timers, directory));
    int[] calls = {0};
    Runnable endWatching = source.watch(() -> calls[0]++);

    timers.advance(Duration.ofSeconds(25));
    endWatching.run();
    timers.advance(Duration.ofHours(1));

    assertThat(calls[0]).isEqualTo(2);
  }

  private TaskSource source(String... values) {
    Map<String, String> settings = Sources.settings(registry.url() + "/", values);
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

  private TaskBundle task(String name, String version) throws IOException {
    Path folder = Files.createTempDirectory(directory, name);
    Report report =
        new BundleReader().readDirectory(TaskFolder.named(folder, name, version).path());
    return Objects.requireNonNull(report.bundle());
  }
}
