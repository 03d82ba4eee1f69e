package dev.sluice.output.stream;

import static dev.sluice.job.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.output.Cursor;
import dev.sluice.output.stream.StreamRequest.Form;
import dev.sluice.wire.Outcome;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamRequestTest {
  private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
  private final MultiMap query = MultiMap.caseInsensitiveMultiMap();

  @Test
  void of_nothingGiven_startsTheJobAndReadsRawFromTheStart() {
    StreamRequest request = read(HttpMethod.GET);

    assertThat(request).isEqualTo(new StreamRequest("job-1", true, Form.RAW, null, false, null));
    assertThat(request.after()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "Sec-Purpose,prefetch;prerender",
    "Purpose,prefetch",
    "X-Moz,Prefetch",
    "Sec-Fetch-Dest,image",
    "Sec-Fetch-Dest,document",
    "Sec-Fetch-Dest,iframe",
    "Sec-Fetch-Dest,script",
    "Sec-Fetch-Dest,style",
    "Sec-Fetch-Mode,navigate"
  })
  void of_browserLoadsByItself_startsNothing(String header, String value) {
    headers.add(header, value);

    assertThat(read(HttpMethod.GET).start()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"same-origin,cors", "cross-site,cors", "none,no-cors"})
  void of_scriptOfAPage_startsTheJob(String site, String mode) {
    headers.add("Sec-Fetch-Site", site).add("Sec-Fetch-Mode", mode).add("Sec-Fetch-Dest", "empty");

    assertThat(read(HttpMethod.GET).start()).isTrue();
  }

  @Test
  void of_headOrStartFalse_startsNothing() {
    assertThat(read(HttpMethod.HEAD).start()).isFalse();
    query.add("start", "false");
    assertThat(read(HttpMethod.GET).start()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD"})
  void of_startIsNeitherTrueNorFalse_isRefused(String method) {
    query.add("start", "AAA");

    assertThatThrownBy(() -> read(HttpMethod.valueOf(method)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("start");
  }

  @ParameterizedTest
  @CsvSource({
    "text/event-stream,,EVENTS",
    "'application/json, Text/Event-Stream',,EVENTS",
    "*/*,,RAW",
    "*/*,events,EVENTS",
    "text/event-stream,raw,RAW"
  })
  void of_acceptAndFormat_chooseTheForm(String accept, String format, Form form) {
    headers.add("Accept", accept);
    if (format != null) {
      query.add("format", format);
    }

    assertThat(read(HttpMethod.GET).form()).isEqualTo(form);
  }

  @ParameterizedTest
  @CsvSource({"raw,true,RAW_WITH_COMMENTS", "raw,false,RAW", "events,true,EVENTS"})
  void of_comments_belongToTheRawForm(String format, String comments, Form form) {
    query.add("format", format).add("comments", comments);

    assertThat(read(HttpMethod.GET).form()).isEqualTo(form);
  }

  @Test
  void of_cursorInHeaderAndQuery_theHeaderWins() {
    headers.add("Last-Event-ID", "1.7");
    query.add("after", "1.3");

    StreamRequest request = read(HttpMethod.GET);

    assertThat(request.cursor()).isEqualTo("1.7");
    assertThat(request.after()).isEqualTo(new Cursor(1, 8, 0));
  }

  @Test
  void of_fromAndTail_areRead() {
    query.add("from", "latest").add("tail", "12");

    StreamRequest request = read(HttpMethod.GET);

    assertThat(request.latest()).isTrue();
    assertThat(request.lines()).isEqualTo(12);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from=now",
        "start=1",
        "format=json",
        "comments=1",
        "after=x",
        "tail=-1",
        "cursor=1.0"
      })
  void of_wrongParameter_isRefusedNamingIt(String parameter) {
    String[] pair = parameter.split("=");
    query.add(pair[0], pair[1]);

    assertThatThrownBy(() -> read(HttpMethod.GET))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(": " + pair[0] + " ");
  }

  @ParameterizedTest
  @CsvSource({
    "1.1, true",
    "1.0, false", // the last chunk: the event that ends the stream comes after it
    "1.2, false",
    "2.1, false",
    ", false"
  })
  void hasSeenAll_endedJobWithOneChunk_isTrueForItsFinalCursorOnly(
      @Nullable String after, boolean seen) {
    if (after != null) {
      query.add("after", after);
    }
    Job failed = aJob().runningOn("w").ended(JobStatus.FAILED, Outcome.FAILED, 1).build();

    assertThat(read(HttpMethod.GET).hasSeenAll(failed)).isEqualTo(seen);
  }

  @Test
  void hasSeenAll_runningJob_isFalse() {
    query.add("after", "1.0");

    assertThat(read(HttpMethod.GET).hasSeenAll(aJob().runningOn("w").build())).isFalse();
  }

  @Test
  void hasSeenAll_retriedJob_isFalseForTheEndOfTheOldAttempt() {
    query.add("after", "1.1");
    Job retried =
        aJob()
            .tried(EndReason.FAILED, 1)
            .runningOn("w")
            .ended(JobStatus.COMPLETED, Outcome.COMPLETED, 1)
            .build();

    assertThat(read(HttpMethod.GET).hasSeenAll(retried)).isFalse();
  }

  private StreamRequest read(HttpMethod method) {
    return StreamRequest.of(method, headers, query, "job-1");
  }
}
