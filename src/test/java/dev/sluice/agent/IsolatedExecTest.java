package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.agent.process.Isolation;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.worker.AttemptResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands in a sandbox, as another account, and under limits; skipped where these need more. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
class IsolatedExecTest {
  private static final Isolation SANDBOX = new Isolation(null, true, List.of(), Map.of());
  private static final Isolation DAEMON = new Isolation("daemon", false, List.of(), Map.of());
  private static final String AGENT = "/proc/" + ProcessHandle.current().pid() + "/environ";

  @TempDir Path workDir;
  private final FakeAgentServer server = new FakeAgentServer();
  private @Nullable Agent agent;

  @BeforeEach
  void letOthersPass() throws IOException {
    Files.setPosixFilePermissions(workDir, PosixFilePermissions.fromString("rwx--x--x"));
  }

  @AfterEach
  void stop() {
    if (agent != null) {
      agent.close();
    }
    server.close();
  }

  @Test
  void sandbox_command_seesNeitherTheAgentNorItsFiles() throws IOException {
    assumeTrue(works("bwrap", "--unshare-user", "--ro-bind", "/", "/", "true"), "needs bwrap");
    start(SANDBOX);
    Path secret = Files.writeString(workDir.resolve("data"), "secret");

    String seen =
        print(
            "cat "
                + AGENT
                + "; cat "
                + secret
                + "; ls "
                + workDir.resolve("agents/node")
                + "; ls -d /proc/[0-9]* | wc -l; ls /tmp");

    assertThat(seen).doesNotContain("secret", "pipes-").contains("job-");
    assertThat(seen.lines().filter(line -> line.matches("\\d+")).findFirst().map(Integer::parseInt))
        .hasValueSatisfying(count -> assertThat(count).isLessThan(8));
  }

  @Test
  void sandbox_command_worksInItsOwnDirectory() {
    assumeTrue(works("bwrap", "--unshare-user", "--ro-bind", "/", "/", "true"), "needs bwrap");
    start(SANDBOX);

    AttemptRef ref =
        server.assign(
            AgentFixture.exec("echo kept > \"$HOME/f\"; cat f; echo err > /dev/stderr; exit 7"));
    AttemptResult result = server.result(ref);

    assertThat(server.stdout(ref)).isEqualTo("kept\n");
    assertThat(server.stderr(ref)).isEqualTo("err\n");
    assertThat(result.exitCode()).isEqualTo(7);
  }

  @Test
  void sandbox_stopped_endsAllItsProcesses() {
    assumeTrue(works("bwrap", "--unshare-user", "--ro-bind", "/", "/", "true"), "needs bwrap");
    start(SANDBOX);

    AttemptRef ref =
        server.assign(AgentFixture.exec("setsid sleep 4321 & echo up; sleep 4321", 2_000, 200));

    assertThat(server.result(ref).outcome()).isEqualTo(Outcome.TIMEOUT);
    AgentFixture.await(
        "the end of what the command had started",
        () ->
            ProcessHandle.allProcesses()
                .noneMatch(p -> p.info().commandLine().orElse("").contains("sleep 4321")));
  }

  @Test
  void runAs_command_hasThatAccountAndNotTheAgentsEnvironment() {
    assumeTrue(works("setpriv", "--reuid", "daemon", "true"), "needs root");
    start(DAEMON);

    String seen =
        print(
            "id -un; echo kept > \"$PWD/f\"; cat \"$HOME/f\"; echo out > /dev/stdout; cat "
                + AGENT
                + " || echo refused; ls "
                + workDir.resolve("agents")
                + " || echo hidden");

    assertThat(seen).isEqualTo("daemon\nkept\nout\nrefused\nhidden\n");
  }

  @Test
  void limit_openFiles_holdsForTheCommand() {
    assumeTrue(works("prlimit", "--nofile=64", "true"), "needs prlimit");
    start(new Isolation(null, false, List.of(), Map.of("open-files", 64L, "file-size-mb", 1L)));

    assertThat(print("ulimit -n; head -c 2000000 /dev/zero > f; wc -c < f"))
        .isEqualTo("64\n1048576\n");
  }

  @Test
  void start_unknownAccount_isRefusedByName() {
    assertThatThrownBy(() -> start(new Isolation("no-such-user", false, List.of(), Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no account is named no-such-user");
  }

  @Test
  void start_sandboxPathIsAbsent_isRefusedInTheWordsOfBubblewrap() {
    assumeTrue(works("bwrap", "--unshare-user", "--ro-bind", "/", "/", "true"), "needs bwrap");

    assertThatThrownBy(
            () -> start(new Isolation(null, true, List.of(Path.of("/no/such/dir")), Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "jobs cannot be isolated: bwrap: Can't find source path /no/such/dir");
  }

  @Test
  void isolation_badLimit_isNamed() {
    assertThatThrownBy(() -> new Isolation(null, false, List.of(), Map.of("cores", 1L)))
        .hasMessage(
            "a limit must be one of file-size-mb, memory-mb, open-files, processes, not cores");
    assertThatThrownBy(() -> new Isolation(null, false, List.of(), Map.of("processes", 0L)))
        .hasMessage("the limit processes must be above 0");
  }

  private void start(Isolation isolation) {
    AgentConfig config =
        new AgentConfig(server.uri())
            .name("node")
            .maxParallel(4)
            .workDir(workDir.resolve("agents"))
            .isolation(isolation);
    agent = Agent.start(config, AgentFixture.QUICK);
  }

  private String print(String command) {
    AttemptRef ref = server.assign(AgentFixture.exec(command));
    server.result(ref);
    return server.stdout(ref);
  }

  private static boolean works(String... command) {
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
