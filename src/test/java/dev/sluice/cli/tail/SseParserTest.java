package dev.sluice.cli.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseParserTest {
  private final List<SseParser.Event> events = new ArrayList<>();
  private final SseParser parser = new SseParser(events::add);

  @Test
  void feed_severalDataLines_joinsThemWithLineFeeds() {
    feed("data: one\ndata:two\ndata\ndata:  three\n\n");

    assertThat(events).containsExactly(new SseParser.Event("message", null, "one\ntwo\n\n three"));
  }

  @Test
  void feed_secondEvent_hasNoTypeOrIdOfTheFirst() {
    feed("event: stdout\nid: 1.0\ndata: a\n\ndata: b\n\n");

    assertThat(events)
        .containsExactly(
            new SseParser.Event("stdout", "1.0", "a"), new SseParser.Event("message", null, "b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n"})
  void feed_anyLineEnd_endsTheLine(String end) {
    feed(String.join(end, "event: e", "data: a", "data: b", "", "data: c", "", ""));

    assertThat(events)
        .containsExactly(
            new SseParser.Event("e", null, "a\nb"), new SseParser.Event("message", null, "c"));
  }

  @Test
  void feed_crLfAcrossReads_isOneLineEnd() {
    feed("data: a\r");
    feed("\ndata: b\r");
    feed("\n\r");
    feed("\n");

    assertThat(events).containsExactly(new SseParser.Event("message", null, "a\nb"));
  }

  @Test
  void feed_commentsUnknownFieldsAndByteOrderMark_ignoresThem() {
    feed("\uFEFF: hello\nfoo: bar\ndata: a\n:\n\n: \uFEFF\n\n");

    assertThat(events).containsExactly(new SseParser.Event("message", null, "a"));
  }

  @Test
  void feed_byteOrderMarkInside_isText() {
    feed("data: a\n\n\uFEFFdata: b\n\ndata: \uFEFFc\n\n");

    assertThat(events)
        .containsExactly(
            new SseParser.Event("message", null, "a"),
            new SseParser.Event("message", null, "\uFEFFc"));
  }

  @Test
  void feed_incompleteLastEvent_dropsIt() {
    feed("data: a\n\nevent: stdout\ndata: b\n");

    assertThat(events).containsExactly(new SseParser.Event("message", null, "a"));
  }

  @Test
  void feed_idWithoutData_isAnEvent() {
    feed("id: 1.4\n\ndata: a\n\n");

    assertThat(events)
        .containsExactly(
            new SseParser.Event("message", "1.4", ""), new SseParser.Event("message", null, "a"));
  }

  @Test
  void feed_idWithNullByte_ignoresIt() {
    feed("id: a\0b\nevent: e\n\ndata: a\n\n");

    assertThat(events).containsExactly(new SseParser.Event("message", null, "a"));
  }

  @Test
  void retry_lastValidField_isInMilliseconds() {
    feed("retry: 1500\n");
    feed("retry: 1s\nretry: \nretry: -1\nretry: 99999999999\n");

    assertThat(parser.retry()).isEqualTo(Duration.ofMillis(1500));
  }

  @Property
  void feed_anyReadSizes_givesTheSameEvents(
      @ForAll("streams") String stream, @ForAll List<@IntRange(min = 1, max = 9) Integer> cuts) {
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    List<SseParser.Event> whole = new ArrayList<>();
    new SseParser(whole::add).feed(bytes, bytes.length);

    List<SseParser.Event> pieces = new ArrayList<>();
    SseParser chunked = new SseParser(pieces::add);
    int at = 0;
    for (int i = 0; at < bytes.length; i++) {
      int wanted = cuts.isEmpty() ? 1 : cuts.get(i % cuts.size());
      int length = Math.min(wanted, bytes.length - at);
      byte[] piece = new byte[length];
      System.arraycopy(bytes, at, piece, 0, length);
      chunked.feed(piece, length);
      at += length;
    }

    assertThat(pieces).isEqualTo(whole);
  }

  @Property
  void feed_writtenTexts_givesThemBack(@ForAll("texts") List<String> texts) {
    StringBuilder stream = new StringBuilder();
    for (String text : texts) {
      text.lines().forEach(line -> stream.append("data: ").append(line).append('\n'));
      stream.append(text.isEmpty() ? "data:\n\n" : "\n");
    }
    byte[] bytes = stream.toString().getBytes(StandardCharsets.UTF_8);

    List<SseParser.Event> read = new ArrayList<>();
    new SseParser(read::add).feed(bytes, bytes.length);

    assertThat(read).extracting(SseParser.Event::data).isEqualTo(texts);
  }

  @Provide
  static Arbitrary<String> streams() {
    return Arbitraries.of(
            "data: a",
            "data",
            "data:é€😀",
            "event: x",
            "id: 1.2",
            "retry: 5",
            ": c",
            "\n",
            "\r",
            "\r\n",
            "\n\n",
            "\r\r",
            "\r\n\r\n",
            "\uFEFF",
            "\0",
            "id: \0",
            ":")
        .list()
        .ofMaxSize(30)
        .map(parts -> String.join("", parts));
  }

  @Provide
  static Arbitrary<List<String>> texts() {
    return Arbitraries.of("", "a", "é€😀", " x", "two\nlines", ":").list().ofMaxSize(10);
  }

  private void feed(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    parser.feed(bytes, bytes.length);
  }
}
