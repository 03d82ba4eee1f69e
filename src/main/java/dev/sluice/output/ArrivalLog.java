package dev.sluice.output;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.http.ProblemException;
import dev.sluice.job.Job;
import dev.sluice.time.Serial;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.output.OutputFrame;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Stores the output of workers whose calls have no sequence numbers: in order of arrival. Such
 * calls overtake each other and come twice or late, so at the end the worker gives the whole text,
 * and that is what counts. Where it does not begin with what was stored, readers get a gap with
 * reason {@code REWRITTEN} and then the whole text, which replaces the stored output.
 */
@Singleton
public final class ArrivalLog {
  private static final Duration IDLE = Duration.ofHours(1);

  private final OutputLog log;
  private final LogReader reader;
  private final Clock clock;

  /** One append of a job at a time. */
  private final Cache<String, Serial> turns =
      Caffeine.newBuilder().expireAfterAccess(IDLE).executor(Runnable::run).build();

  ArrivalLog(OutputLog log, LogReader reader, Clock clock) {
    this.log = log;
    this.reader = reader;
    this.clock = clock;
  }

  /**
   * Stores text behind the output of the attempt that {@code held} is in.
   *
   * @throws ProblemException 409 {@code lease_lost} when the attempt is over, 503 while it ends
   */
  public Uni<Void> append(Job held, OutputChannel channel, String text) {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    byte[] body = body(new OutputFrame(channel, clock.millis(), bytes));
    return inTurn(held, writer -> store(held.id, writer, body));
  }

  /**
   * Makes {@code whole} the output of the attempt that {@code held} is in, and then runs {@code
   * end}, before any other text is stored.
   *
   * @throws ProblemException 409 {@code lease_lost} when the attempt is over, 503 while it ends
   */
  public <T> Uni<T> settle(Job held, WholeText whole, Supplier<Uni<T>> end) {
    return inTurn(held, writer -> settle(held, writer, whole).chain(end::get));
  }

  private <T> Uni<T> inTurn(Job held, Function<AttemptWriter, Uni<T>> work) {
    Serial turn = turns.get(held.id, id -> new Serial());
    return turn.run(() -> log.writerOf(held).chain(work::apply));
  }

  private Uni<Void> store(String jobId, AttemptWriter writer, byte[] body) {
    return log.appendNext(jobId, writer, body)
        .chain(ours -> ours ? Uni.createFrom().voidItem() : store(jobId, writer, body));
  }

  private Uni<Void> settle(Job held, AttemptWriter writer, WholeText whole) {
    return StreamedText.of(held, reader, Integer.MAX_VALUE)
        .chain(
            streamed -> {
              Optional<List<OutputFrame>> rest = whole.behind(streamed, clock.millis());
              return rest.isPresent()
                  ? storeAll(held.id, writer, rest.get())
                  : rewrite(held, writer, whole);
            });
  }

  private Uni<Void> storeAll(String jobId, AttemptWriter writer, List<OutputFrame> frames) {
    return Serial.each(frames, frame -> store(jobId, writer, body(frame))).replaceWithVoid();
  }

  private Uni<Void> rewrite(Job held, AttemptWriter writer, WholeText whole) {
    long stored = writer.totals().chunks();
    writer.restart();
    return log.appendNext(held.id, writer, body(gap(writer.attempt(), stored)))
        .chain(
            ours ->
                ours
                    ? storeAll(held.id, writer, whole.frames(clock.millis()))
                        .chain(() -> log.empty(held.id, writer.attempt(), stored))
                    : settle(held, writer, whole));
  }

  /** From the first of the chunks that are replaced to the last. */
  private OutputFrame gap(int attempt, long chunks) {
    String gap =
        "{\"from\":\"%s\",\"to\":\"%s\",\"reason\":\"REWRITTEN\"}"
            .formatted(Cursor.ofChunk(attempt, 0), Cursor.ofChunk(attempt, chunks - 1));
    return new OutputFrame(
        OutputChannel.GAP, clock.millis(), ByteBuffer.wrap(gap.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] body(OutputFrame frame) {
    ByteBuffer body = ByteBuffer.allocate(OutputFrame.HEADER_BYTES + frame.bytes().remaining());
    frame.writeTo(body);
    return body.array();
  }
}
