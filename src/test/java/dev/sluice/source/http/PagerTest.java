package dev.sluice.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.source.FakeRegistry;
import dev.sluice.source.FakeRegistry.Reply;
import dev.sluice.source.PassingTime;
import dev.sluice.source.SourceContext;
import dev.sluice.source.SourceException;
import dev.sluice.source.Sources;
import dev.sluice.source.http.Listing.Entry;
import dev.sluice.time.Deadline;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init")
class PagerTest {
  private static final String FIRST = "/tasks?page=1&limit=100";
  private static final String SECOND = "/tasks?page=2&limit=100";
  private static final String A = entry("a", "1.0.0");
  private static final String B = entry("b", "2.0.0");

  private final PassingTime time = new PassingTime();
  private FakeRegistry registry;

  @BeforeEach
  void start() throws IOException {
    registry = new FakeRegistry();
  }

  @AfterEach
  void stop() {
    registry.close();
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
  void all_everyFormOfNext_readsBothPages(String next) throws Exception {
    registry
        .at(FIRST, page(1, 101, A, next))
        .at(SECOND, page(2, 101, B + "," + manyEntries(99), ""));

    assertThat(pager().all(deadline())).hasSize(101);
  }

  @Test
  void all_nextIsNull_endsThere() throws Exception {
    registry.at(FIRST, page(1, 1, A, ",\"next\":null"));

    assertThat(pager().all(deadline())).extracting(Entry::name).containsExactly("a");
  }

  @Test
  void all_secondReading_isConditional() throws Exception {
    registry.at(FIRST, Reply.of(200, FakeRegistry.page(1, 1, A), "ETag", "\"v1\""));
    Pager pager = pager();
    List<Entry> first = pager.all(deadline());

    List<Entry> second = pager.all(deadline());

    assertThat(second).isEqualTo(first);
    assertThat(registry.requests).hasSize(2);
    assertThat(registry.requests.get(1).header("If-none-match")).isEqualTo("\"v1\"");
  }

  @Test
  void all_pagesInCircle_fails() {
    registry.at(FIRST, page(1, 500, A, ",\"next\":2")).at(SECOND, page(2, 500, B, ",\"next\":1"));

    assertThat(failure().code()).isEqualTo("paging_loop");
  }

  @Test
  void all_nextOnOtherServer_fails() {
    registry.at(FIRST, page(1, 500, A, ",\"next\":\"http://x.invalid/more\""));

    assertThat(failure().code()).isEqualTo("bad_paging");
  }

  @Test
  void all_listingShiftsMeanwhile_readsAgain() throws Exception {
    // Between the pages a task came in front of "a", so "a" is on both.
    registry
        .first(page(1, 2, A, ",\"next\":2"), page(2, 3, A + "," + B, ""))
        .at(FIRST, page(1, 2, A + "," + B, ""));

    assertThat(pager().all(deadline())).extracting(Entry::name).containsExactly("a", "b");
    assertThat(registry.requests).hasSize(3);
  }

  @Test
  void all_totalNeverReached_failsAfterThreeReadings() {
    registry.at(FIRST, page(1, 3, A, ",\"next\":null"));

    assertThat(failure().code()).isEqualTo("incomplete_listing");
    assertThat(registry.requests).hasSize(3);
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
  void all_malformedPage_fails(String body) {
    registry.at(FIRST, Reply.of(200, body));

    assertThat(failure().code()).isEqualTo("malformed_answer");
  }

  private Pager pager() {
    SourceContext context = Sources.context(time, time, Path.of("unused"));
    URI base = URI.create(registry.url());
    RegistryClient client =
        new RegistryClient(base, Credentials.NONE, Duration.ofSeconds(30), context);
    return new Pager(client, Pages.first(base, 100), context);
  }

  private SourceException failure() {
    return catchThrowableOfType(SourceException.class, () -> pager().all(deadline()));
  }

  private Deadline deadline() {
    return Deadline.in(Duration.ofMinutes(2), time);
  }

  private static Reply page(int page, long total, String entries, String more) {
    String json = FakeRegistry.page(page, total, entries);
    return Reply.of(200, json.substring(0, json.length() - 1) + more + "}");
  }

  private static String manyEntries(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> entry("m", "1.0." + i))
        .collect(Collectors.joining(","));
  }

  private static String entry(String name, String version) {
    return "{\"name\":\"" + name + "\",\"version\":\"" + version + "\"}";
  }
}
