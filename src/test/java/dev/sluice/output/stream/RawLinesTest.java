package dev.sluice.output.stream;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.output.Chunks.chunk;
import static dev.sluice.output.Chunks.err;
import static dev.sluice.output.Chunks.frame;
import static dev.sluice.output.Chunks.out;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.attempt.Result;
import dev.sluice.sse.ByteBuilder;
import dev.sluice.wire.JobError;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RawLinesTest {
  private final RawLines lines = new RawLines(false);

  @Test
  void chunk_partOfALine_isSentWhenTheLineEnds() {
    assertThat(show(out("a\nb"))).isEqualTo("data: a\n\n");
    assertThat(show(out("c\n"))).isEqualTo("data: bc\n\n");
  }

  @Test
  void chunk_bothStreams_doNotMixWithinALine() {
    assertThat(show(out("o1"), err("e1"), out("o2\n"), err("e2\n")))
        .isEqualTo("data: o1o2\n\ndata: e1e2\n\n");
  }

  @Test
  void chunk_emptyLine_isSent() {
    assertThat(show(out("\n\n"))).isEqualTo("data: \n\ndata: \n\n");
  }

  @Test
  void chunk_carriageReturnBeforeLineFeed_isPartOfTheLineEnd() {
    assertThat(show(out("a\r"))).isEmpty();
    assertThat(show(out("\nb\r\n"))).isEqualTo("data: a\n\ndata: b\n\n");
  }

  @Test
  void chunk_carriageReturnWithinALine_becomesTwoDataFields() {
    assertThat(show(out("10%\r20%\n"))).isEqualTo("data: 10%\ndata: 20%\n\n");
  }

  @Test
  void end_unfinishedLines_areSentBeforeTheEnd() {
    show(out("o"), err("e"));

    assertThat(end(aJob().ended(JobStatus.COMPLETED, Outcome.COMPLETED, 0).build()))
        .isEqualTo("data: o\n\ndata: e\n\ndata: [DONE]\n\n");
  }

  @Test
  void end_failedJob_sendsTheErrorMessage() {
    Job job = aJob().ended(JobStatus.FAILED, Outcome.FAILED, 0).build();
    job.result = new Result(null, null, new JobError("x", "it\nbroke"));

    assertThat(end(job)).isEqualTo("data: [ERROR] it broke\n\n");
  }

  @Test
  void end_failedJobWithExitCode_sendsTheExitCode() {
    Job job = aJob().ended(JobStatus.FAILED, Outcome.EXIT_CODE, 0).build();
    job.result = new Result(3, null, null);

    assertThat(end(job)).isEqualTo("data: [ERROR] exit code 3\n\n");
  }

  @Test
  void end_failedJobWithoutAResult_sendsTheReason() {
    assertThat(end(aJob().ended(JobStatus.FAILED, Outcome.TIMEOUT, 0).build()))
        .isEqualTo("data: [ERROR] TIMEOUT\n\n");
  }

  @Test
  void end_cancelledJob_sendsCancelled() {
    assertThat(end(aJob().ended(JobStatus.CANCELLED, Outcome.CANCELLED, 0).build()))
        .isEqualTo("data: [CANCELLED]\n\n");
  }

  @Test
  void end_errorMessageWithWordsOfOtherEnds_hasNoneInBrackets() {
    Job job = aJob().ended(JobStatus.FAILED, Outcome.FAILED, 0).build();
    job.result = new Result(null, null, new JobError("x", "[DONE] or [CANCELLED]?"));

    assertThat(end(job)).isEqualTo("data: [ERROR] (DONE) or (CANCELLED)?\n\n");
  }

  @Test
  void chunk_lineWithTheWordOfAnEnd_isSentAsItIs() {
    assertThat(show(out("[DONE] or not\n"))).isEqualTo("data: [DONE] or not\n\n");
  }

  @Test
  void chunk_gapAndProgress_areNotSent() {
    OutputFrame progress = frame(OutputChannel.PROGRESS, "{\"message\":\"[DONE]\"}");

    assertThat(show(frame(OutputChannel.GAP, "{}"), progress)).isEmpty();
    assertThat(show(out("a\n"), progress, out("b\n"))).isEqualTo("data: a\n\ndata: b\n\n");
  }

  @Test
  void notices_withoutComments_areEmptyLinesAtTheStartAndToKeepAlive() {
    assertThat(notices(lines)).containsExactly("\n", "", "", "", "\n");
  }

  @Test
  void notices_withComments_areComments() {
    RawLines commented = new RawLines(true);

    assertThat(notices(commented))
        .containsExactly(
            ": job-1\n\n",
            ": RUNNING\n\n",
            ": attempt 1 on w\n\n",
            ": gap from 1.0 to 1.2: EXPIRED\n\n",
            ": keep-alive worker=w heartbeat_age_ms=7\n\n");
    OutputFrame progress = frame(OutputChannel.PROGRESS, "{\"progress\":1}");
    assertThat(commented.chunk(chunk(1, 0, frame(OutputChannel.GAP, "{}"), progress), 0).toString())
        .isEqualTo(": gap {}\n\n: progress {\"progress\":1}\n\n");
  }

  /** What a format writes beside output: greeting, status, attempt, gap, keep-alive. */
  private static List<String> notices(RawLines format) {
    Job job = aJob().runningOn("w").build();
    job.id = "job-1";
    List<String> written = new ArrayList<>();
    ByteBuilder out = new ByteBuilder(16);
    format.hello(job, null, out);
    written.add(out.drainToString());
    format.status(job, Optional.empty(), out);
    written.add(out.drainToString());
    format.attempt(job.attempts.get(0), out);
    written.add(out.drainToString());
    format.gap("1.0", "1.2", "EXPIRED", out);
    written.add(out.drainToString());
    format.keepAlive("w", OptionalLong.of(7), out);
    written.add(out.drainToString());
    return written;
  }

  @Test
  void chunk_lineOfTenMegabytes_isSentInPartsOfWholeCharacters() {
    byte[] line = "é€😀x".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);
    StringBuilder text = new StringBuilder();
    int most = 0;

    for (int at = 0; at < line.length; at += 32_768) {
      byte[] piece = Arrays.copyOfRange(line, at, Math.min(line.length, at + 32_768));
      String shown = show(out(piece));
      most = Math.max(most, shown.length());
      text.append(shown.replace("data: ", "").replace("\n", ""));
    }
    text.append(show(out("\n")).replace("data: ", "").replace("\n", ""));

    assertThat(text.toString().equals(new String(line, StandardCharsets.UTF_8))).isTrue();
    assertThat(most).isLessThan(200_000);
  }

  @Property(tries = 500)
  void chunk_linesCutAnywhere_areTheSame(
      @ForAll List<@IntRange(max = 6) Integer> letters,
      @ForAll @IntRange(min = 1, max = 7) int cut) {
    String[] alphabet = {"a", "\n", "é", "\r\n", "€", "😀", " "};
    StringBuilder text = new StringBuilder();
    letters.forEach(letter -> text.append(alphabet[letter]));
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    RawLines fresh = new RawLines(false);
    List<OutputFrame> pieces = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += cut) {
      pieces.add(out(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + cut))));
    }

    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    pieces.forEach(p -> shown.writeBytes(fresh.chunk(chunk(1, 0, p), 0).getBytes()));

    StringBuilder expected = new StringBuilder();
    String whole = text.substring(0, text.lastIndexOf("\n") + 1);
    whole.lines().forEach(line -> expected.append("data: ").append(line).append("\n\n"));
    assertThat(shown.toString(StandardCharsets.UTF_8)).isEqualTo(expected.toString());
  }

  private String show(OutputFrame... frames) {
    return lines.chunk(chunk(1, 0, frames), 0).toString(StandardCharsets.UTF_8);
  }

  private String end(Job job) {
    ByteBuilder out = new ByteBuilder(16);
    lines.end(job, "1.0", out);
    return out.drainToString();
  }
}
