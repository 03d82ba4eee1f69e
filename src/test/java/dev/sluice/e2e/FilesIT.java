package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.archive.Zips;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files from this machine to an agent and back, each in a process of its own. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FilesIT {
  @TempDir static Path directory;
  private static Server server;
  private static SluiceProcess agent;

  @TempDir Path scratch;

  @BeforeAll
  static void start() {
    server = Server.in(directory).with("--no-worker").start();
    agent = Agents.start(server, directory, "node");
  }

  @AfterAll
  static void stop() {
    agent.close();
    server.close();
  }

  @Test
  void run_uploadAndCollect_bringsWhatTheCommandMade() throws IOException {
    Path src = Files.createDirectory(scratch.resolve("src"));
    Path build = Files.writeString(src.resolve("build"), "#!/bin/sh\nmkdir -p out && cp in out/\n");
    assertThat(build.toFile().setExecutable(true)).isTrue();
    byte[] large = new byte[20 << 20];
    new java.util.Random(1).nextBytes(large);
    Files.write(src.resolve("in"), large);
    Path back = scratch.resolve("back");

    Command run =
        run(
            "--upload",
            src.toString(),
            "--collect",
            "out/**",
            "--output-dir",
            back.toString(),
            "--",
            "./build && echo built");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("built\n");
    assertThat(back.resolve("out/in")).hasBinaryContent(large);
    assertThat(back.resolve("build")).doesNotExist();
  }

  @Test
  void run_zipSlip_failsTheJobAndNamesTheEntry() throws IOException {
    Path zip = Files.write(scratch.resolve("evil.zip"), Zips.aZip().file("../evil", "x").bytes());

    Command run = run("--upload", zip.toString(), "--", "true");

    assertThat(run.exitCode()).isEqualTo(125);
    assertThat(run.err()).contains("../evil");
  }

  @Test
  void submit_unknownFile_isRefused() {
    String job = "{\"operation\":\"exec\",\"command\":\"true\",\"file_id\":\"file-gone\"}";

    JsonNode problem =
        Http.json(
            server
                .http()
                .send(
                    server
                        .http()
                        .request("/v1/jobs")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(job))),
            400);

    assertThat(problem.path("code").asText()).isEqualTo("unknown_file");
    assertThat(problem.path("errors").path(0).path("field").asText()).isEqualTo("file_id");
  }

  private Command run(String... more) {
    List<String> words = new ArrayList<>(List.of("run", "--server", server.uri().toString()));
    words.addAll(List.of(more));
    return Command.run(SluiceProcess.command(words.toArray(new String[0])), scratch);
  }
}
