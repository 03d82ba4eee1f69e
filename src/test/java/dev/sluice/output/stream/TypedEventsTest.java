package dev.sluice.output.stream;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.output.Chunks.chunk;
import static dev.sluice.output.Chunks.err;
import static dev.sluice.output.Chunks.frame;
import static dev.sluice.output.Chunks.out;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.attempt.Result;
import dev.sluice.output.LastLines;
import dev.sluice.output.LogChunk;
import dev.sluice.sse.ByteBuilder;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TypedEventsTest {
  private static final TypedEvents EVENTS = TypedEvents.INSTANCE;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void chunk_severalEntries_lastIdNamesTheChunk() {
    LogChunk chunk =
        chunk(2, 7, out("a"), err("b"), frame(OutputChannel.PROGRESS, "{\"progress\":1}"));

    assertThat(EVENTS.chunk(chunk, 0).toString())
        .isEqualTo(
            """
            event: stdout
            data: {"text":"a","at":"2026-03-01T12:00:00Z"}
            id: 2.7.0

            event: stderr
            data: {"text":"b","at":"2026-03-01T12:00:00Z"}
            id: 2.7.1

            event: progress
            data: {"progress":1}
            id: 2.7

            """);
  }

  @Test
  void chunk_bytesThatAreNoText_comeInBase64Too() {
    OutputFrame binary =
        new OutputFrame(OutputChannel.STDOUT, 0, ByteBuffer.wrap(new byte[] {'a', -1, 0}));

    assertThat(EVENTS.chunk(chunk(1, 0, binary), 0).toString())
        .contains(
            "data:"
                + " {\"text\":\"a\uFFFD\\u0000\",\"base64\":\"Yf8A\",\"at\":\"1970-01-01T00:00:00Z\"}");
  }

  @Test
  void chunk_fromAnEntryOn_keepsTheIds() {
    LogChunk chunk = chunk(1, 0, out("a"), out("b"), out("c"));
    String all = EVENTS.chunk(chunk, 0).toString();

    assertThat(all).endsWith(EVENTS.chunk(chunk, 1).toString());
  }

  @Test
  void chunk_frontCut_keepsTheIds() {
    LogChunk chunk = chunk(1, 0, out("a\n"), out("b"), out("c\n"));

    LogChunk cut = LastLines.OF_BOTH.last(chunk, 2);

    assertThat(EVENTS.chunk(cut, 0).toString()).contains("\"b\"").contains("id: 1.0.1\n");
  }

  @Test
  void chunk_secondReader_getsTheSameBuffer() {
    LogChunk chunk = chunk(1, 0, out("a"));

    assertThat(EVENTS.chunk(chunk, 0)).isSameAs(EVENTS.chunk(chunk, 0));
  }

  @Test
  void chunk_progressWithLineEnds_staysOnOneLine() {
    LogChunk chunk = chunk(1, 0, frame(OutputChannel.PROGRESS, "{\r\n\"progress\":1}"));

    assertThat(EVENTS.chunk(chunk, 0).toString()).contains("data: { \"progress\":1}\n");
  }

  @Test
  void hello_withCursor_repeatsIt() {
    Job job = aJob().runningOn("w").build();

    assertThat(bytes(out -> EVENTS.hello(job, "1.4", out)))
        .isEqualTo(
            "event: hello\ndata: {\"job_id\":\"job-1\",\"status\":\"RUNNING\",\"attempt\":1,"
                + "\"cursor\":\"1.4\",\"operation\":\"exec\"}\nid: 1.4\n\n");
  }

  @Test
  void status_queuedJob_carriesPositionAndReasons() {
    Job job = aJob().queued().build();
    Optional<FleetView.Pending> pending = Optional.of(new FleetView.Pending(3, Map.of("cpu", 2)));

    assertThat(bytes(out -> EVENTS.status(job, pending, out)))
        .isEqualTo(
            "event: status\ndata: {\"status\":\"QUEUED\",\"at\":\"2026-03-01T12:00:00Z\","
                + "\"position\":3,\"waiting_on\":{\"cpu\":2}}\n\n");
  }

  @Test
  void end_failedJob_sendsResultAndEndWithTheFinalCursor() {
    Job job =
        aJob()
            .runningOn("w")
            .ended(JobStatus.FAILED, Outcome.EXIT_CODE, 4)
            .result(new Result(3, null, null))
            .build();

    assertThat(bytes(out -> EVENTS.end(job, "1.4", out)))
        .isEqualTo(
            "event: result\ndata: {\"exit_code\":3}\n\n"
                + "event: failed\ndata: {\"status\":\"FAILED\",\"reason\":\"EXIT_CODE\","
                + "\"attempt\":1,\"exit_code\":3}\nid: 1.4\n\n");
  }

  @Test
  void keepAlive_workerKnown_carriesTheHeartbeatAge() {
    assertThat(bytes(out -> EVENTS.keepAlive("w", OptionalLong.of(7), out)))
        .isEqualTo(": keep-alive worker=w heartbeat_age_ms=7\n\n");
    assertThat(bytes(out -> EVENTS.keepAlive(null, OptionalLong.empty(), out)))
        .isEqualTo(": keep-alive\n\n");
  }

  @Property(tries = 500)
  void chunk_anyText_isParsedBackAsPrinted(@ForAll List<String> texts) throws IOException {
    List<OutputFrame> frames = new ArrayList<>();
    texts.forEach(text -> frames.add(out(text)));

    String stream = EVENTS.chunk(chunk(1, 0, frames), 0).toString();

    List<String> read = new ArrayList<>();
    for (String event : stream.split("\n\n")) {
      for (String line : event.split("\r\n|\r|\n")) {
        if (line.startsWith("data: ")) {
          read.add(MAPPER.readTree(line.substring(6)).path("text").textValue());
        }
      }
    }
    List<String> printed =
        texts.stream()
            .map(t -> t.getBytes(StandardCharsets.UTF_8))
            .map(b -> new String(b, StandardCharsets.UTF_8))
            .toList();
    assertThat(read).isEqualTo(printed);
  }

  private static String bytes(Consumer<ByteBuilder> writer) {
    ByteBuilder out = new ByteBuilder(16);
    writer.accept(out);
    return out.drainToString();
  }
}
