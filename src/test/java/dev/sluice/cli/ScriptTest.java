package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script at the root, in a checkout of its own with a fake Maven and a fake Java. */
class ScriptTest {
  private static final FileTime OLD = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
  private static final FileTime FUTURE = FileTime.from(Instant.parse("2100-01-01T00:00:00Z"));

  private final Path temp;
  private final Path root;
  private final Path source;

  ScriptTest(@TempDir Path temp) throws IOException {
    this.temp = temp;
    this.root = Files.createDirectories(temp.resolve("a checkout"));
    this.source = root.resolve("src/main/A.java");
  }

  @BeforeEach
  void checkout() throws IOException {
    Files.createDirectories(source.getParent());
    Files.writeString(source, "class A {}");
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    Files.copy(Path.of("sluice"), root.resolve("sluice"));
    script(
        root.resolve("mvnw"), "echo built >>builds; mkdir -p target; echo jar >target/sluice.jar");
    script(
        temp.resolve("jdk/bin/java"),
        """
        if [ "$1" = -version ]; then echo 'openjdk version "17.0.9" 2023' >&2; exit; fi
        for word; do
          case $word in
            -XX:DumpLoadedClassList=*) echo java/lang/Object >"${word#*=}" ;;
            -XX:SharedArchiveFile=*.new) echo archive >"${word#*=}" ;;
          esac
        done
        echo "$PWD"; printf '<%s>' "$@"
        """);
    age(OLD);
  }

  @Test
  void sluice_firstCallWithoutATerminal_buildsOnceAndSaysSo() throws Exception {
    Ran first = sluice("jobs", "a b");
    Ran second = sluice("jobs", "a b");

    assertThat(first.code()).isZero();
    assertThat(first.err().lines())
        .containsExactly(
            "sluice: building (only after the sources change) …",
            "sluice: preparing a fast start (only after a build) …");
    assertThat(second.err()).isEmpty();
    assertThat(second.out()).isEqualTo(first.out()).endsWith("<jobs><a b>");
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void sluice_build_leavesTheChecksOfTheSourcesToCi() throws Exception {
    script(
        root.resolve("mvnw"), "echo \"$*\" >>builds; mkdir -p target; echo jar >target/sluice.jar");

    sluice("jobs");

    assertThat(root.resolve("builds")).hasContent("-q -Pquick -DskipTests package");
  }

  @Test
  void sluice_newerSource_buildsAgain() throws Exception {
    sluice("jobs");
    Files.setLastModifiedTime(source, FUTURE);

    sluice("jobs");

    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void sluice_removedSource_buildsAgain() throws Exception {
    sluice("jobs");
    Files.delete(source);
    Files.setLastModifiedTime(source.getParent(), FUTURE);

    sluice("jobs");

    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void sluice_sourceEditedDuringTheBuild_buildsAgain() throws Exception {
    script(
        root.resolve("mvnw"),
        "echo built >>builds; touch -d 2090-01-01 src/main/A.java; mkdir -p target;"
            + " echo jar >target/sluice.jar");
    sluice("jobs");

    sluice("jobs");

    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void sluice_failedBuild_neverRunsTheOldJar() throws Exception {
    sluice("jobs");
    Files.setLastModifiedTime(source, FUTURE);
    script(root.resolve("mvnw"), "echo built >>builds; echo 'A.java: no'; exit 1");

    Ran failed = sluice("jobs");
    Ran again = sluice("jobs");

    assertThat(failed.code()).isEqualTo(125);
    assertThat(failed.out()).isEmpty();
    assertThat(failed.err()).contains("the build failed", "A.java: no");
    assertThat(again.code()).isEqualTo(125);
    assertThat(builds()).isEqualTo(3);
  }

  @Test
  void sluice_concurrentCalls_buildOnce() throws Exception {
    List<Process> calls = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      calls.add(start(root.resolve("sluice"), temp, "jobs"));
    }
    for (Process call : calls) {
      assertThat(finish(call).code()).isZero();
    }

    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void sluice_lockOfADeadBuild_takesItOver() throws Exception {
    sluice("jobs");
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Path lock = Files.createDirectories(root.resolve("target/sluice.lock"));
    Files.writeString(lock.resolve("pid"), dead.pid() + "\n");

    Ran ran = sluice("jobs");

    assertThat(ran.code()).isZero();
    assertThat(builds()).as("the jar may be half written").isEqualTo(2);
    assertThat(lock).doesNotExist();
  }

  @Test
  void sluice_throughALink_keepsTheCallersDirectory() throws Exception {
    Path link = Files.createSymbolicLink(temp.resolve("link"), Path.of("a checkout/sluice"));
    Path elsewhere = Files.createDirectories(temp.resolve("elsewhere"));

    Ran ran = finish(start(link, elsewhere, "jobs"));

    assertThat(ran.out()).startsWith(elsewhere.toRealPath() + "\n");
    assertThat(ran.out()).contains("<" + root.toRealPath() + "/target/sluice.jar>");
  }

  @Test
  void sluice_eachRole_hasItsOwnJvmOptions() throws Exception {
    assertThat(sluice("jobs").out()).contains("<-Xmx64m>", "client.jsa");
    assertThat(sluice("run", "--", "x", "--server").out()).contains("server.jsa");
    assertThat(sluice("run", "--server", "http://x", "--", "x").out()).contains("client.jsa");
    assertThat(sluice().out()).contains("server.jsa", "<-Xmx512m>");
    assertThat(sluice("--port", "1").out()).contains("server.jsa");
    assertThat(sluice("--help").out()).contains("client.jsa");
    assertThat(sluice("agent").out()).contains("client.jsa").contains("<-Xmx128m>");
  }

  @Test
  void sluice_java25_suppressesTheWarningAboutNetty() throws Exception {
    assertThat(sluice("jobs").out()).doesNotContain("unsafe");
    script(
        temp.resolve("jdk/bin/java"),
        "[ \"$1\" != -version ] || echo 'version \"25.0.1\"' >&2; printf '<%s>' \"$@\"");
    // Two files written in the same tick of the kernel's clock have the same age.
    Files.setLastModifiedTime(
        temp.resolve("jdk/bin/java"), FileTime.from(Instant.now().plusSeconds(10)));

    assertThat(sluice("jobs").out()).contains("<--sun-misc-unsafe-memory-access=allow>");
  }

  @Test
  void sluice_oldJava_isRefused() throws Exception {
    script(temp.resolve("jdk/bin/java"), "echo 'java version \"1.8.0_401\"' >&2");

    Ran ran = sluice("jobs");

    assertThat(ran.code()).isEqualTo(125);
    assertThat(ran.err()).contains("Java 17 or later is needed").contains("1.8.0_401");
    assertThat(builds()).isZero();
  }

  @Test
  void sluice_cLocale_readsArgumentsAsUtf8() throws Exception {
    script(
        temp.resolve("jdk/bin/java"),
        "[ \"$1\" != -version ] || echo 'version \"21\"' >&2; echo \"<$LC_ALL>\"");

    assertThat(sluice("jobs").out()).isEqualTo("<C.UTF-8>\n");
  }

  private Ran sluice(String... args) throws IOException, InterruptedException {
    return finish(start(root.resolve("sluice"), temp, args));
  }

  private Process start(Path script, Path directory, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("JAVA_HOME", temp.resolve("jdk").toString());
    builder.environment().keySet().removeIf(name -> name.startsWith("SLUICE_"));
    builder.environment().put("LC_ALL", "C");
    return builder.start();
  }

  private static Ran finish(Process process) throws IOException, InterruptedException {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), out, err);
  }

  private long builds() throws IOException {
    Path log = root.resolve("builds");
    return Files.exists(log) ? Files.readAllLines(log).size() : 0;
  }

  private void age(FileTime time) throws IOException {
    for (Path path :
        List.of(root.resolve("pom.xml"), source, source.getParent(), root.resolve("src"))) {
      Files.setLastModifiedTime(path, time);
    }
  }

  private static void script(Path path, String body) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, "#!/bin/sh\n" + body);
    assertThat(path.toFile().setExecutable(true)).isTrue();
  }

  private record Ran(int code, String out, String err) {}
}
