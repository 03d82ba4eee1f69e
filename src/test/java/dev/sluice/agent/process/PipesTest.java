package dev.sluice.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.call.Reply;
import dev.sluice.agent.call.Session;
import dev.sluice.agent.output.ChannelWriter;
import dev.sluice.agent.output.OutputBudget;
import dev.sluice.agent.output.SecretMask;
import dev.sluice.agent.output.Shipper;
import dev.sluice.agent.run.Execution;
import dev.sluice.agent.run.WorkerDirectory;
import dev.sluice.text.JsonMask;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.TestClock;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.worker.Assignment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@SuppressWarnings("NullAway.Init")
class PipesTest {
  @TempDir Path workDir;
  private final ExecutorService readers = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    readers.shutdownNow();
  }

  @Test
  void read_readerRunsOutOfMemory_attemptFailsBeforeItsOutputEnds() throws Exception {
    try (WorkerDirectory directory = WorkerDirectory.open(workDir, "node");
        NamedPipes named = new NamedPipes(directory, Isolator.of(Isolation.NONE, directory))) {
      OutOfMemoryExecution execution = new OutOfMemoryExecution();
      Pipes pipes = Pipes.open(named, execution, true);

      pipes.read(pipes.start(new ProcessBuilder("echo", "lost")), readers, CommandWatch.NONE);

      while (pipes.awaitEnd(1_000) != Pipes.State.ENDED) {
        Thread.onSpinWait();
      }
      assertThat(execution.failures).singleElement().isInstanceOf(OutOfMemoryError.class);
    }
  }

  /** Every byte that is written finds the heap used up. */
  private static final class OutOfMemoryExecution implements Execution, Shipper.Destination {
    final List<Throwable> failures = new CopyOnWriteArrayList<>();

    @Override
    public ChannelWriter writer(OutputChannel channel) {
      Shipper shipper =
          new Shipper(
              new AttemptRef("job-1", 1),
              this,
              new ManualTimers(),
              new TestClock(),
              new Shipper.Limits(20, 1 << 20),
              new OutputBudget(1 << 20),
              failures -> Duration.ZERO);
      return new ChannelWriter(channel, new SecretMask(List.of()), shipper);
    }

    @Override
    public CompletableFuture<Reply> post(long seq, ByteBuffer frames) {
      throw new OutOfMemoryError("Java heap space");
    }

    @Override
    public void failed(Throwable failure) {
      failures.add(failure);
    }

    @Override
    public boolean stalled() {
      return false;
    }

    @Override
    public void refused(Reply reply) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Assignment assignment() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Path directory() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void started(Stoppable operation, long slackMs) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void exited() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void gap(String reason) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void progress(byte[] json) {
      throw new UnsupportedOperationException();
    }

    @Override
    public JsonMask mask() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Session session() {
      throw new UnsupportedOperationException();
    }
  }
}
