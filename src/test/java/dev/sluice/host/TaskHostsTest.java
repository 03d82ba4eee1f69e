package dev.sluice.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.host.protocol.RunContext;
import dev.sluice.host.protocol.RunLimits;
import dev.sluice.host.protocol.RunResult;
import dev.sluice.wire.JobError;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pool with real hosts. */
@Timeout(60)
class TaskHostsTest {
  @AutoClose
  private static final TaskHosts CHECKING =
      new TaskHosts(
          Scripts.settings(Scripts.statements(10_000_000), 10_000).withAllowedHosts(List.of("*")));

  private static Set<Long> hostsOf(ProcessHandle owner) {
    return owner
        .children()
        .filter(p -> p.info().command().orElse("").endsWith("java"))
        .map(ProcessHandle::pid)
        .collect(Collectors.toSet());
  }

  private static Set<Long> hosts() {
    return hostsOf(ProcessHandle.current());
  }

  private static long newHost(Set<Long> before) {
    Set<Long> now = hosts();
    now.removeAll(before);
    assertThat(now).hasSize(1);
    return now.iterator().next();
  }

  @Test
  void run_maxRunsReached_replacesHost() throws Exception {
    Set<Long> before = hosts();
    try (Scripts scripts = new Scripts(Scripts.settings(RunLimits.DEFAULT, 2))) {
      scripts.body("return 1");
      long first = newHost(before);
      ProcessHandle host = ProcessHandle.of(first).orElseThrow();
      scripts.body("return 1");
      host.onExit().get(10, TimeUnit.SECONDS);

      scripts.body("return 1");

      assertThat(newHost(before)).isNotEqualTo(first);
    }
  }

  @Test
  void run_hostKilled_failsAndReplacesHost() {
    Set<Long> before = hosts();
    try (Scripts scripts = new Scripts()) {
      assertThatThrownBy(
              () ->
                  scripts.run(
                      "(function() { for (;;); })",
                      "{}",
                      null,
                      30_000,
                      control ->
                          ProcessHandle.of(newHost(before))
                              .ifPresent(ProcessHandle::destroyForcibly)))
          .hasCauseInstanceOf(HostFailure.class)
          .hasMessageContaining("exit code 137");

      assertThat(scripts.body("return 1").value().asInt()).isEqualTo(1);
    }
  }

  @Test
  void close_idleHosts_endsThem() throws Exception {
    Set<Long> before = hosts();
    Scripts scripts = new Scripts();
    scripts.body("return 1");
    ProcessHandle host = ProcessHandle.of(newHost(before)).orElseThrow();

    scripts.close();

    host.onExit().get(10, TimeUnit.SECONDS);
    assertThatThrownBy(() -> scripts.body("return 1")).hasCauseInstanceOf(HostFailure.class);
  }

  @Test
  void run_otherHeapSize_replacesIdleHost() throws Exception {
    Set<Long> before = hosts();
    try (TaskHosts hosts = new TaskHosts(HostSettings.defaults())) {
      hosts.run(request(0), new RunListener() {});
      long small = newHost(before);

      RunResult result = hosts.run(request(200 << 20), new RunListener() {});

      assertThat(result).isInstanceOf(RunResult.Returned.class);
      assertThat(newHost(before)).isNotEqualTo(small);
    }
  }

  @Test
  void run_warmSetting_startsOneHostAhead() throws Exception {
    Set<Long> before = hosts();
    try (Scripts scripts = new Scripts(HostSettings.defaults().forWorker(3))) {
      scripts.run(
          "(function() { return new Promise(d => setTimeout(d, 4000)) })",
          "{}",
          null,
          30_000,
          control -> {});

      Set<Long> now = hosts();
      now.removeAll(before);
      assertThat(now).hasSize(2);
    }
  }

  private static RunRequest request(long memoryBytes) {
    return new RunRequest(
        "main.js",
        "",
        "() => 1",
        JsonNodeFactory.instance.nullNode(),
        new RunContext("", "", "", 1),
        0,
        memoryBytes,
        null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "(function(input) { throw 1 }) | ",
        "function main() {} | ",
        "const main = 5 | NOT_CALLABLE",
        "function main( { | SyntaxError",
        "throw new TypeError('at the top') | TypeError",
        "for (;;); | STATEMENT_LIMIT",
        "const a = []; for (;;) a.push(new Array(100000).fill(7)) | OUT_OF_MEMORY",
        "fetch('http://127.0.0.1:1/') | NetworkError",
      })
  void check_script_doesNotCallIt(String script, String code) throws Exception {
    JobError error = CHECKING.check("sample/main.js", script);

    assertThat(error == null ? null : error.code()).isEqualTo(code);
  }

  /** The main class of a JVM that the test kills: its script does not end by itself. */
  public static final class Doomed {
    private Doomed() {}

    public static void main(String[] args) {
      try (Scripts scripts = new Scripts()) {
        scripts.run(
            "(function() { for (;;); })", "{}", null, 600_000, c -> System.out.println("running"));
      }
    }
  }

  @Test
  void host_ownerKilled_ends() throws Exception {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process owner =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx64m",
                "-cp",
                classPath,
                Doomed.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(owner.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.readLine()).isEqualTo("running");
      long pid = hostsOf(owner.toHandle()).iterator().next();
      ProcessHandle host = ProcessHandle.of(pid).orElseThrow();

      owner.destroyForcibly().waitFor();

      host.onExit().get(10, TimeUnit.SECONDS);
    } finally {
      owner.destroyForcibly();
    }
  }
}
