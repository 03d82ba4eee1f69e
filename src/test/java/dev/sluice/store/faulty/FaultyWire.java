package dev.sluice.store.faulty;

import dev.sluice.store.wire.WireMessage;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A proxy before a store of this machine. It passes whole messages of MongoDB's protocol on, until
 * a test makes one command fail, or all of them.
 */
public final class FaultyWire implements AutoCloseable {
  private final String storeAddress;
  private final int storePort;
  private final Random random;
  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable Strike> next = new AtomicReference<>();
  private volatile State state = State.PASSES;

  private enum State {
    PASSES,
    /** Connections break, new ones too. */
    CUT,
    /** Connections stand, and every message is lost. */
    SILENT
  }

  private record Strike(
      Predicate<WireCommand> which, Fault fault, CompletableFuture<WireCommand> struck) {}

  /**
   * @param storeAddress the connection string of the store, with a port
   * @param seed decides where an answer breaks
   */
  public FaultyWire(String storeAddress, long seed) throws IOException {
    this.storeAddress = storeAddress;
    this.storePort =
        Integer.parseInt(storeAddress.replaceFirst("^mongodb://[^:]+:(\\d+).*$", "$1"));
    this.random = new Random(seed);
    this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /** For clients that are to use the proxy. */
  public String connectionString() {
    return storeAddress.replaceFirst(":" + storePort, ":" + listener.getLocalPort());
  }

  /** For a look at the store without the proxy. */
  public String directAddress() {
    return storeAddress;
  }

  /** The commands of this name on this collection. */
  public static Predicate<WireCommand> command(String name, String collection) {
    return command -> command.name().equals(name) && command.collection().equals(collection);
  }

  /**
   * Makes the next such command fail; replaces the one that was to fail before.
   *
   * @return completes with that command when it comes
   */
  public CompletableFuture<WireCommand> fail(Predicate<WireCommand> which, Fault fault) {
    CompletableFuture<WireCommand> struck = new CompletableFuture<>();
    next.set(new Strike(which, fault, struck));
    return struck;
  }

  public void cut() {
    state = State.CUT;
    breakAll();
  }

  public void silence() {
    state = State.SILENT;
  }

  /** What was lost stays lost; connections that stand are not touched. */
  public void restore() {
    state = State.PASSES;
    next.set(null);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (state == State.CUT) {
          client.close();
        } else {
          new Connection(client, new Socket(InetAddress.getLoopbackAddress(), storePort)).start();
        }
      } catch (IOException e) {
        // The listener is closed, or the store is away and the client sees its connection end.
      }
    }
  }

  private void breakAll() {
    open.forEach(FaultyWire::close);
    open.clear();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It ended before.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    breakAll();
    threads.shutdownNow();
  }

  private @Nullable Fault faultOf(WireMessage message) {
    Strike strike = next.get();
    if (strike == null) {
      return null;
    }
    WireCommand command = message.body().map(WireCommand::new).orElse(null);
    if (command == null || !strike.which().test(command) || !next.compareAndSet(strike, null)) {
      return null;
    }
    strike.struck().complete(command);
    return strike.fault();
  }

  /** One connection of a client, with its own one to the store. */
  private final class Connection {
    private final Socket client;
    private final Socket store;
    private final ConcurrentHashMap<Integer, Fault> answers = new ConcurrentHashMap<>();

    Connection(Socket client, Socket store) throws IOException {
      this.client = client;
      this.store = store;
      client.setTcpNoDelay(true);
      store.setTcpNoDelay(true);
    }

    void start() {
      open.add(client);
      open.add(store);
      threads.execute(() -> each(client, this::request));
      threads.execute(() -> each(store, this::answer));
    }

    private void request(WireMessage message) throws IOException, InterruptedException {
      Fault fault = faultOf(message);
      if (fault == null || fault.isApplied()) {
        if (fault != null) {
          answers.put(message.requestId(), fault);
        }
        store.getOutputStream().write(message.bytes());
      } else {
        FaultyAnswer.to(message.requestId(), message, fault, random).send(client);
      }
    }

    private void answer(WireMessage message) throws IOException, InterruptedException {
      Fault fault = answers.remove(message.responseTo());
      if (fault == null) {
        client.getOutputStream().write(message.bytes());
      } else {
        FaultyAnswer.to(message.responseTo(), message, fault, random).send(client);
      }
    }

    private void each(Socket from, Step step) {
      try (client;
          store) {
        DataInputStream in = new DataInputStream(from.getInputStream());
        while (true) {
          WireMessage message = WireMessage.read(in);
          if (state == State.PASSES) {
            step.run(message);
          }
        }
      } catch (IOException e) {
        // The connection ended; the other direction ends with it.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        open.remove(client);
        open.remove(store);
      }
    }
  }

  private interface Step {
    void run(WireMessage message) throws IOException, InterruptedException;
  }
}
