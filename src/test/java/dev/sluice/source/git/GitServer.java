package dev.sluice.source.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/** Serves a repository over git's smart HTTP protocol to one user with a password. */
final class GitServer implements AutoCloseable {
  private static final String SERVICE = "application/x-git-upload-pack-";

  private final Repository repository;
  private volatile String authorization = "";
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** The {@code Authorization} header of each request; empty without one. */
  final List<String> shown = new CopyOnWriteArrayList<>();

  GitServer(Repository repository, String user, String password) throws IOException {
    this.repository = repository;
    accept(user, password);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/repo.git/info/refs", exchange -> answer(exchange, true));
    server.createContext("/repo.git/git-upload-pack", exchange -> answer(exchange, false));
    server.setExecutor(threads);
    server.start();
  }

  /** From now on, serves this user only. */
  void accept(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    authorization = "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/repo.git";
  }

  private void answer(HttpExchange exchange, boolean advertise) throws IOException {
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    shown.add(given == null ? "" : given);
    byte[] asked = body(exchange);
    if (!authorization.equals(given)) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"tasks\"");
      exchange.sendResponseHeaders(401, -1);
      exchange.close();
      return;
    }
    byte[] answer = advertise ? advertisement() : pack(asked);
    String type = SERVICE + (advertise ? "advertisement" : "result");
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private static byte[] body(HttpExchange exchange) throws IOException {
    boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    InputStream in = exchange.getRequestBody();
    return (packed ? new GZIPInputStream(in) : in).readAllBytes();
  }

  private byte[] advertisement() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PacketLineOut lines = new PacketLineOut(out);
    lines.writeString("# service=git-upload-pack\n");
    lines.end();
    service().sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines));
    return out.toByteArray();
  }

  private byte[] pack(byte[] asked) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    service().upload(new ByteArrayInputStream(asked), out, null);
    return out.toByteArray();
  }

  private UploadPack service() {
    UploadPack service = new UploadPack(repository);
    service.setBiDirectionalPipe(false);
    return service;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
