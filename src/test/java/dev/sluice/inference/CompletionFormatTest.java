package dev.sluice.inference;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.output.Chunks.chunk;
import static dev.sluice.output.Chunks.frame;
import static dev.sluice.output.Chunks.out;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.sse.ByteBuilder;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.Problem;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a completion shows of the output and the end of its job. */
class CompletionFormatTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BODY =
      "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
  private static final CompletionRequest ASKED =
      CompletionRequest.of(CompletionKind.CHAT, BODY.getBytes(UTF_8));

  private final CompletionParts parts = new CompletionParts(ASKED);
  private final WholeCompletion whole = new WholeCompletion(ASKED);

  @Test
  void text_characterInTwoFrames_isWhole() throws Exception {
    byte[] euro = "€".getBytes(UTF_8);

    String shown = print(0, out(new byte[] {euro[0], euro[1]}));
    shown += print(1, out(new byte[] {euro[2], 'x'}));

    String last = shown.substring(shown.lastIndexOf("data: ") + 6);
    assertThat(JSON.readTree(last).at("/choices/0/delta/content").asText()).isEqualTo("€x");
    assertThat(shown).doesNotContain("\uFFFD");
  }

  @Test
  void chunk_stderrAndProgressOfTheAgent_areNotShown() {
    assertThat(print(0, frame(OutputChannel.STDERR, "warning"))).isEmpty();
    assertThat(print(1, frame(OutputChannel.PROGRESS, "{\"progress\":50}"))).isEmpty();
    assertThat(print(2, frame(OutputChannel.PROGRESS, "no json"))).isEmpty();
  }

  @Test
  void chunk_reasoning_isAFieldOfTheDelta() throws Exception {
    String event = "{\"progress\":0,\"step\":\"delta\",\"data\":{\"reasoning_content\":\"hm\"}}";

    String shown = print(0, frame(OutputChannel.PROGRESS, event));
    whole.chunk(chunk(1, 0, frame(OutputChannel.PROGRESS, event)), 0);
    whole.chunk(chunk(1, 1, frame(OutputChannel.PROGRESS, event)), 0);

    assertThat(shown).contains("\"reasoning_content\":\"hm\"");
    assertThat(end(whole, completed()).at("/choices/0/message/reasoning_content").asText())
        .isEqualTo("hmhm");
  }

  @Test
  void gap_isAnErrorAndNothingFollows() throws Exception {
    ByteBuilder out = new ByteBuilder(16);
    print(0, out("a"));

    parts.gap("1.0", "1.4", "EXPIRED", out);

    assertThat(out.toBuffer().toString()).startsWith("data: {\"error\"").contains("output_lost");
    assertThat(print(5, out("b"))).isEmpty();
    ByteBuilder end = new ByteBuilder(16);
    parts.end(completed(), "1.6", end);
    assertThat(end.isEmpty()).isTrue();
  }

  @Test
  void end_completedWithoutText_isStillAnAnswer() throws Exception {
    JsonNode answer = end(whole, completed());

    assertThat(answer.at("/choices/0/message/content").asText("null")).isEmpty();
    assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(answer.has("usage")).isFalse();
    assertThat(whole.failure()).isNull();
  }

  @ParameterizedTest
  @EnumSource(
      value = EndReason.class,
      names = {"TIMEOUT", "WORKER_LOST", "FAILED"})
  void end_failed_hasAStatusByItsReason(EndReason reason) {
    Job job =
        aJob().runningOn("w").ended(JobStatus.FAILED, Outcome.valueOf(reason.name()), 0).build();

    ByteBuilder out = new ByteBuilder(16);
    parts.end(job, "1.0", out);

    Problem why = Objects.requireNonNull(parts.failure());
    assertThat(why.status()).isEqualTo(reason == EndReason.TIMEOUT ? 504 : 502);
    assertThat(out.toBuffer().toString()).doesNotContain("[DONE]").contains("server_error");
  }

  @Test
  void end_cancelled_isAConflict() {
    Job job = aJob().runningOn("w").ended(JobStatus.CANCELLED, Outcome.CANCELLED, 0).build();

    parts.end(job, "1.0", new ByteBuilder(16));

    assertThat(Objects.requireNonNull(parts.failure()).code()).isEqualTo("job_cancelled");
  }

  private String print(long seq, OutputFrame frame) {
    return parts.chunk(chunk(1, seq, frame), 0).toString();
  }

  private static JsonNode end(CompletionFormat format, Job job) throws Exception {
    ByteBuilder out = new ByteBuilder(16);
    format.end(job, "1.1", out);
    return JSON.readTree(out.toBuffer().toString());
  }

  private static Job completed() {
    return aJob().runningOn("w").ended(JobStatus.COMPLETED, Outcome.COMPLETED, 1).build();
  }
}
