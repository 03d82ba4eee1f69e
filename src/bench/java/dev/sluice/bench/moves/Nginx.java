package dev.sluice.bench.moves;

import dev.sluice.bench.harness.Benchmark;
import dev.sluice.bench.harness.Processes;
import dev.sluice.bench.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Debian's nginx with the settings that the guide to several servers gives. */
final class Nginx implements Balancer {
  private static final Path UNPACKED = Processes.ROOT.resolve("target/nginx");

  private static final String CONFIGURATION =
      """
      daemon off;
      %4$s
      worker_processes 1;
      pid %1$s/nginx.pid;
      error_log %1$s/error.log;
      events { worker_connections 4096; }
      http {
        log_format short '$upstream_addr $status $request_method $uri';
        access_log %1$s/access.log short;
        client_body_temp_path %1$s/body;
        proxy_temp_path %1$s/proxy;
        fastcgi_temp_path %1$s/fastcgi;
        uwsgi_temp_path %1$s/uwsgi;
        scgi_temp_path %1$s/scgi;
        upstream sluice {
      %2$s  }
        server {
          listen 127.0.0.1:%3$d backlog=4096;
          client_max_body_size 20m;
          location / {
            proxy_pass http://sluice;
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Connection "";
            proxy_request_buffering off;
            proxy_connect_timeout 1s;
            proxy_next_upstream error timeout http_503;
          }
        }
      }
      """;

  private final Path directory;
  private final int port;
  private Process process;

  Nginx(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory.resolve("nginx"));
    this.port = ServerProcess.freePort();
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void serve(List<Integer> servers) throws Exception {
    String lines =
        servers.stream()
            .map(server -> "    server 127.0.0.1:%d max_fails=0;\n".formatted(server))
            .collect(Collectors.joining());
    Path configuration = directory.resolve("nginx.conf");
    Files.writeString(configuration, CONFIGURATION.formatted(directory, lines, port, account()));
    if (process == null) {
      process =
          Processes.start(
              directory.resolve("nginx.log"),
              List.of(program(), "-p", directory.toString(), "-c", configuration.toString()));
      Site.await(port, "/q/health/ready");
    } else {
      new ProcessBuilder("kill", "-HUP", String.valueOf(process.pid())).start().waitFor();
      // Its new worker serves a moment after it was told.
      Thread.sleep(500);
    }
  }

  /** A server without a token serves its own account alone; by default nginx drops that of root. */
  private static String account() {
    return "root".equals(System.getProperty("user.name")) ? "user root;" : "";
  }

  /** Requests that each server got. */
  Map<String, Long> requests() throws IOException {
    try (Stream<String> lines = Files.lines(directory.resolve("access.log"))) {
      return lines.collect(
          Collectors.groupingBy(
              line -> line.substring(0, line.indexOf(' ')), TreeMap::new, Collectors.counting()));
    }
  }

  /** Answers by status. */
  Map<String, Long> statuses() throws IOException {
    try (Stream<String> lines = Files.lines(directory.resolve("access.log"))) {
      return lines.collect(
          Collectors.groupingBy(
              line -> line.replaceAll("^.*? (\\d{3}) .*$", "$1"),
              TreeMap::new,
              Collectors.counting()));
    }
  }

  /** The installed program, else Debian's package, unpacked into {@code target}. */
  private static String program() throws IOException, InterruptedException {
    Path unpacked = UNPACKED.resolve("usr/sbin/nginx");
    for (Path installed : List.of(Path.of("/usr/sbin/nginx"), unpacked)) {
      if (Files.isExecutable(installed)) {
        return installed.toString();
      }
    }
    Benchmark.say("unpacking Debian's nginx into %s", UNPACKED);
    Files.createDirectories(UNPACKED);
    String commands = "apt-get download -qq nginx && dpkg -x nginx_*.deb .";
    new ProcessBuilder("sh", "-c", commands).directory(UNPACKED.toFile()).start().waitFor();
    return unpacked.toString();
  }

  @Override
  public void close() throws InterruptedException {
    if (process != null) {
      process.destroy();
      process.waitFor();
    }
  }
}
