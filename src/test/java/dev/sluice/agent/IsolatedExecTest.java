package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.agent.process.Isolation;
import dev.sluice.wire.AttemptRef;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.worker.AttemptResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands in a sandbox, as another account, and under limits; skipped where these need more. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields
class IsolatedExecTest {
  private static final Isolation SANDBOX = new Isolation(null, true, null, List.of(), Map.of());
  private static final Isolation DAEMON = new Isolation("daemon", false, null, List.of(), Map.of());
  private static final String AGENT = "/proc/" + ProcessHandle.current().pid() + "/environ";

  @TempDir Path workDir;
  private final FakeAgentServer server = new FakeAgentServer();
  private @Nullable Agent agent;
  private @Nullable Path cgroup;

  @BeforeEach
  void letOthersPass() throws IOException {
    Files.setPosixFilePermissions(workDir, PosixFilePermissions.fromString("rwx--x--x"));
  }

  @AfterEach
  void stop() throws IOException {
    if (agent != null) {
      agent.close();
    }
    server.close();
    if (cgroup != null) {
      for (Path left : attempts(cgroup)) {
        Files.writeString(left.resolve("cgroup.kill"), "1");
        AgentFixture.await("the end of " + left, () -> left.toFile().delete());
      }
      Files.delete(cgroup);
    }
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
    start(
        new Isolation(null, false, null, List.of(), Map.of("open-files", 64L, "file-size-mb", 1L)));

    assertThat(print("ulimit -n; head -c 2000000 /dev/zero > f; wc -c < f"))
        .isEqualTo("64\n1048576\n");
  }

  @Test
  void cgroup_commandEnds_whatLeftItsGroupEndsToo() throws IOException {
    Path parent = delegatedCgroup();
    cgroup = parent;
    start(new Isolation(null, false, parent, List.of(), Map.of("open-files", 64L)));

    String seen =
        print("cat /proc/self/cgroup; setsid env -i sleep 54321 >/dev/null 2>&1 & sleep 0.2");

    assertThat(seen).containsPattern("0::/.*/attempt-job-.*-1\n");
    AgentFixture.await(
        "the end of what left the group of its command",
        () ->
            ProcessHandle.allProcesses()
                .noneMatch(p -> p.info().commandLine().orElse("").contains("sleep 54321")));
    AgentFixture.await("no cgroup of an attempt", () -> attempts(parent).isEmpty());
  }

  @Test
  void start_directoryIsNoCgroup_isRefused() {
    assertThatThrownBy(() -> start(new Isolation(null, false, workDir, List.of(), Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("jobs cannot be isolated: " + workDir + " is no cgroup of version 2");
  }

  /** A cgroup for this test alone; the test is skipped where none can be made. */
  private static Path delegatedCgroup() throws IOException {
    Path tree =
        Files.readAllLines(Path.of("/proc/mounts")).stream()
            .map(line -> line.split(" "))
            .filter(mount -> mount[2].equals("cgroup2"))
            .map(mount -> Path.of(mount[1]))
            .findFirst()
            .orElse(Path.of("/none"));
    assumeTrue(Files.isWritable(tree), "needs a writable tree of cgroup v2");
    return Files.createDirectory(tree.resolve("sluice-test-" + ProcessHandle.current().pid()));
  }

  private static List<Path> attempts(Path cgroup) {
    try (Stream<Path> files = Files.list(cgroup)) {
      return files.filter(Files::isDirectory).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void start_unknownAccount_isRefusedByName() {
    assertThatThrownBy(() -> start(new Isolation("no-such-user", false, null, List.of(), Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no account is named no-such-user");
  }

  @Test
  void start_sandboxPathIsAbsent_isRefusedInTheWordsOfBubblewrap() {
    assumeTrue(works("bwrap", "--unshare-user", "--ro-bind", "/", "/", "true"), "needs bwrap");

    assertThatThrownBy(
            () ->
                start(new Isolation(null, true, null, List.of(Path.of("/no/such/dir")), Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "jobs cannot be isolated: bwrap: Can't find source path /no/such/dir");
  }

  @Test
  void isolation_badLimit_isNamed() {
    assertThatThrownBy(() -> new Isolation(null, false, null, List.of(), Map.of("cores", 1L)))
        .hasMessage(
            "a limit must be one of file-size-mb, memory-mb, open-files, processes, not cores");
    assertThatThrownBy(() -> new Isolation(null, false, null, List.of(), Map.of("processes", 0L)))
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
