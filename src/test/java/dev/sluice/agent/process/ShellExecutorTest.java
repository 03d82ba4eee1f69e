package dev.sluice.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.agent.call.Reply;
import dev.sluice.agent.call.Session;
import dev.sluice.agent.call.Threads;
import dev.sluice.agent.output.ChannelWriter;
import dev.sluice.agent.output.OutputBudget;
import dev.sluice.agent.output.SecretMask;
import dev.sluice.agent.output.Shipper;
import dev.sluice.agent.run.Execution;
import dev.sluice.agent.run.OperationResult;
import dev.sluice.agent.run.WorkerDirectory;
import dev.sluice.text.JsonMask;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.TestClock;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.output.OutputChannel;
import dev.sluice.wire.worker.Assignment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@SuppressWarnings("NullAway.Init")
class ShellExecutorTest {
  /** So short that the test does not wait; the execution below lets output come in between. */
  private static final long LINGER_MS = 1;

  private static final Reply OK =
      new Reply(200, "{\"next_seq\":1,\"truncated\":false}".getBytes(StandardCharsets.US_ASCII));

  @TempDir Path workDir;
  private final Threads threads = new Threads(() -> {});
  private WorkerDirectory directory;
  private ShellExecutor executor;

  @BeforeEach
  void open() throws Exception {
    directory = WorkerDirectory.open(workDir, "node");
    executor = new ShellExecutor("node", threads, directory, LINGER_MS, Isolation.NONE);
  }

  @AfterEach
  void close() {
    executor.close();
    threads.close();
    directory.close();
  }

  @Test
  void run_childPrintsOnAfterTheCommand_isKilledAndAGapTellsSo() throws Exception {
    Printing execution = new Printing("(while :; do echo tick; done) & exit 3");

    OperationResult result = executor.run(execution);

    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(execution.gaps).containsExactly("CUT_OFF");
  }

  @Test
  void run_childIsSilent_isKilledWithoutAGap() throws Exception {
    Printing execution = new Printing("sleep 1000 & exit 3");

    OperationResult result = executor.run(execution);

    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(execution.gaps).isEmpty();
  }

  /** The command of a job whose server takes all output. */
  private final class Printing implements Execution, Shipper.Destination {
    private static final int CALLS_WHILE_THE_CHILD_LIVES = 21;

    final List<String> gaps = new CopyOnWriteArrayList<>();
    private final String command;
    private final Path own = workDir.resolve("own");
    private final Shipper shipper =
        new Shipper(
            new AttemptRef("job-1", 1),
            this,
            new ManualTimers(),
            new TestClock(),
            new Shipper.Limits(0, 1 << 20),
            new OutputBudget(1 << 20),
            failures -> Duration.ZERO);
    private int calls;
    private long posted;

    Printing(String command) throws Exception {
      this.command = command;
      Files.createDirectories(own);
    }

    /** Answers once more output has come, or silence is certain. */
    @Override
    public synchronized boolean stalled() {
      long before = posted;
      if (command.contains("tick") && ++calls <= CALLS_WHILE_THE_CHILD_LIVES) {
        while (posted == before) {
          try {
            wait();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        }
      }
      return false;
    }

    @Override
    public synchronized CompletableFuture<Reply> post(long seq, ByteBuffer frames) {
      posted++;
      notifyAll();
      return CompletableFuture.completedFuture(OK);
    }

    @Override
    public Assignment assignment() {
      JsonNode payload = JsonNodeFactory.instance.objectNode().put("command", command);
      return new Assignment("job-1", 1, "token", "exec", payload, 60_000, 0);
    }

    @Override
    public Path directory() {
      return own;
    }

    @Override
    public ChannelWriter writer(OutputChannel channel) {
      return new ChannelWriter(channel, new SecretMask(List.of()), shipper);
    }

    @Override
    public void gap(String reason) {
      gaps.add(reason);
    }

    @Override
    public void started(Stoppable operation, long slackMs) {}

    @Override
    public void exited() {}

    @Override
    public void failed(Throwable failure) {
      throw new AssertionError(failure);
    }

    @Override
    public void refused(Reply reply) {
      throw new AssertionError(reply.describe());
    }

    @Override
    public void progress(byte[] json) {
      throw new UnsupportedOperationException();
    }

    @Override
    public JsonMask mask() {
      return new JsonMask(List.of());
    }

    @Override
    public Session session() {
      throw new UnsupportedOperationException();
    }
  }
}
