import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Sends mutated requests to a live server and checks each answer: no 5xx other than a 503 with a
 * code, no status that the OpenAPI document lacks for the route, no error that is not a problem.
 * Request number i depends on the seed and i only, so that {@code FUZZ_ONLY=i} repeats it alone.
 *
 * <p>Usage: Fuzz URL REQUESTS SECONDS SEED; whichever limit comes first ends the run. The
 * environment has the ids and secrets that src/test/contract/fixtures.py prints.
 */
final class Fuzz {
  private static final int CONNECTIONS = 16;
  private static final int REPORTED = 20;

  private final URI server;
  private final long seed;
  private final Api api;
  private final Requests requests;
  private final LongAdder sent = new LongAdder();
  private final Map<Integer, LongAdder> statuses = new ConcurrentHashMap<>();
  private final Map<String, String> faults = new ConcurrentHashMap<>();

  private Fuzz(URI server, long seed) throws IOException {
    this.server = server;
    this.seed = seed;
    this.api = Api.of(server);
    this.requests = new Requests(api.operations, server.getAuthority());
  }

  public static void main(String[] args) throws Exception {
    Fuzz fuzz = new Fuzz(URI.create(args[0]), Long.parseLong(args[3]));
    String only = System.getenv("FUZZ_ONLY");
    long began = System.nanoTime();
    if (only == null) {
      fuzz.run(Long.parseLong(args[1]), began + Long.parseLong(args[2]) * 1_000_000_000L);
    } else {
      fuzz.repeat(Long.parseLong(only));
    }
    fuzz.report((System.nanoTime() - began) / 1e9);
    System.exit(fuzz.faults.isEmpty() ? 0 : 1);
  }

  private void run(long limit, long end) throws InterruptedException {
    AtomicLong next = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      Thread thread =
          new Thread(
              () -> {
                Connection connection = new Connection(server);
                long number = next.getAndIncrement();
                while (number < limit && System.nanoTime() < end && faults.size() < REPORTED) {
                  exchange(connection, number);
                  number = next.getAndIncrement();
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void repeat(long number) {
    Request request = requests.make(random(number));
    System.out.println(new String(request.bytes(), StandardCharsets.ISO_8859_1));
    exchange(new Connection(server), number);
  }

  private Random random(long number) {
    return new Random(seed * 0x9E3779B97F4A7C15L + number * 0xBF58476D1CE4E5B9L);
  }

  private void exchange(Connection connection, long number) {
    Request request = requests.make(random(number));
    String fault;
    int status = 0;
    try {
      Answer answer = connection.exchange(request);
      status = answer.status();
      fault = api.fault(request, answer);
    } catch (IOException e) {
      fault = "no answer: " + e;
    }
    sent.increment();
    statuses.computeIfAbsent(status, s -> new LongAdder()).increment();
    if (fault != null) {
      // One report for each kind: a defect would show thousands of times.
      String kind = request.method() + " " + request.template() + ": " + fault.split("\n")[0];
      if (faults.putIfAbsent(kind, "") == null) {
        System.out.println("FAULT in request " + number + ", " + kind + "\n" + fault);
      }
    }
  }

  private void report(double seconds) {
    System.out.printf(
        Locale.ROOT,
        "%,d requests in %.0f s, %,.0f per second, seed %d; by status %s; faults: %d%n",
        sent.sum(),
        seconds,
        sent.sum() / seconds,
        seed,
        new TreeMap<>(statuses),
        faults.size());
  }
}
