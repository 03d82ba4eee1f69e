package dev.sluice.bench.chaos;

import dev.sluice.bench.harness.Benchmark;
import dev.sluice.bench.harness.Figure;
import dev.sluice.bench.harness.Options;
import dev.sluice.files.PrivateDirectory;
import dev.sluice.store.embedded.EmbeddedMongo;
import dev.sluice.store.wire.ChangeStreamProxy;
import dev.sluice.text.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves the embedded store on a port, as a process of its own that can be killed and started again
 * while servers use it.
 *
 * <p>The store admits clients by a secret that it makes at each start. This process keeps a secret
 * of the same length in the directory, and puts that of the store in its place in the greeting of
 * each connection, so that clients keep their address. On demand it adds change streams, which the
 * embedded store has not.
 */
public final class StoreServer implements Benchmark {
  private static final Pattern ADDRESS = Pattern.compile(":(\\d+)/\\?(.*)appName=(.+)$");
  private static final int GREETING_LIMIT = 4_096;

  @Override
  public String name() {
    return "store";
  }

  @Override
  public String summary() {
    return "no measurement: serves the embedded store on a port until it is ended";
  }

  @Override
  public String options() {
    return "--port 27500 --data DIR --change-streams no";
  }

  @Override
  public List<Figure> run(Options options) throws Exception {
    Path data = Path.of(options.text("data", "target/bench-store"));
    int port = options.number("port", 27500);
    String secret = secret(data);
    try (EmbeddedMongo store = EmbeddedMongo.open(data.resolve("store"))) {
      Matcher address = ADDRESS.matcher(store.connectionString());
      if (!address.find()) {
        throw new IllegalStateException("unknown form of the store's address");
      }
      byte[] own = secret.getBytes(StandardCharsets.US_ASCII);
      byte[] ofStore = address.group(3).getBytes(StandardCharsets.US_ASCII);
      boolean streams = options.text("change-streams", "no").equals("yes");
      try (Relay relay =
          new Relay(
              streams ? 0 : port,
              Integer.parseInt(address.group(1)),
              (toStore, read, back) -> toStore ? replace(read, own, ofStore) : read)) {
        int served = streams ? new ChangeStreamProxy(port, relay.port()).port() : relay.port();
        Benchmark.say("%s", connectionString(served, secret));
        new CountDownLatch(1).await();
      }
    }
    return List.of();
  }

  /** A greeting is small, and comes in one read. */
  private static byte[] replace(byte[] data, byte[] sent, byte[] admitted) {
    if (data.length > GREETING_LIMIT) {
      return data;
    }
    for (int i = 0; i + sent.length <= data.length; i++) {
      if (Arrays.equals(data, i, i + sent.length, sent, 0, sent.length)) {
        System.arraycopy(admitted, 0, data, i, admitted.length);
      }
    }
    return data;
  }

  /** The secret of the clients, made at the first start. */
  public static String secret(Path data) throws IOException {
    Path file = data.resolve("client-secret");
    if (!Files.exists(file)) {
      PrivateDirectory.create(data);
      Files.writeString(file, "sluice-" + Tokens.next());
    }
    return Files.readString(file);
  }

  public static String connectionString(int port, String secret) {
    return "mongodb://127.0.0.1:%d/?directConnection=true&retryWrites=false&retryReads=false&appName=%s"
        .formatted(port, secret);
  }
}
