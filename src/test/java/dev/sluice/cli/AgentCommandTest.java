package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.console.AgentOptions;
import dev.sluice.cli.console.RunningAgent;
import dev.sluice.cli.console.Shell;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AgentCommandTest {
  private final Shell shell = new Shell();

  @Test
  void offersWhatItWasToldUntilASignalEndsIt() {
    AtomicReference<@Nullable AgentOptions> given = new AtomicReference<>();
    shell.variables.put("SLUICE_API_TOKEN", "secret");
    shell.agents =
        options -> {
          given.set(options);
          return new FakeAgent();
        };

    int code =
        shell.run(
            "agent",
            "--server",
            "http://build:8500",
            "--name",
            "n",
            "--cpu",
            "2.5",
            "--ram-mb",
            "64",
            "--label",
            "a=b",
            "--label",
            "c=d",
            "--max-parallel",
            "3",
            "--work-dir",
            "w",
            "--allow-host",
            "api.example.com:8443",
            "--allow-host",
            "*.internal");

    assertThat(code).isZero();
    assertThat(given.get())
        .isEqualTo(
            new AgentOptions(
                URI.create("http://build:8500"),
                "secret",
                "n",
                2.5,
                64L,
                Map.of("a", "b", "c", "d"),
                3,
                Path.of("w"),
                List.of("api.example.com:8443", "*.internal")));
    assertThat(shell.err()).isEqualTo("sluice: worker w1 offers itself to http://build:8500\n");
  }

  @Test
  void saysInOneLineWhyItDoesNotStart() {
    shell.agents =
        options -> {
          throw new IOException("refused");
        };

    assertThat(shell.run("agent")).isEqualTo(125);
    assertThat(shell.err()).isEqualTo("sluice: the agent did not start: refused\n");
  }

  /** Ends when it is closed, which a signal does as soon as somebody waits. */
  private final class FakeAgent implements RunningAgent {
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public String workerId() {
      return "w1";
    }

    @Override
    public void awaitTermination() throws InterruptedException {
      shell.signals.join().run();
      closed.await();
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
