package dev.sluice.store.wire;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Adds change streams to a store that has none. It notes what its clients insert and answers the
 * commands of a stream itself: the aggregation that opens it, {@code getMore}, which waits for news
 * as MongoDB does, and {@code killCursors}. It knows insertions only, applies no further stage of
 * the pipeline, and forgets all events when its process ends, so that a stream then ends with
 * {@code ChangeStreamHistoryLost}.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/changeStreams/">Change streams</a>
 */
public final class ChangeStreamProxy implements AutoCloseable {
  private static final int AWAIT_MS = 1_000;
  private static final int HISTORY_LOST = 286;

  private final ServerSocket listener;
  private final int store;
  private final Map<String, InsertLog> logs = new ConcurrentHashMap<>();
  private final Map<Long, Stream> streams = new ConcurrentHashMap<>();
  private final Map<Socket, Boolean> open = new ConcurrentHashMap<>();

  /** Cursors of the store are small numbers. */
  private final AtomicLong nextCursor = new AtomicLong(1L << 40);

  private static final class Stream {
    private final InsertLog log;
    private final String namespace;
    private long next;

    Stream(InsertLog log, String namespace, long next) {
      this.log = log;
      this.namespace = namespace;
      this.next = next;
    }
  }

  /**
   * @param port on which it listens on loopback; 0 for a free one
   * @param store the port of the store
   */
  public ChangeStreamProxy(int port, int store) throws IOException {
    this.listener = new ServerSocket(port, 200, InetAddress.getLoopbackAddress());
    this.store = store;
    start(this::accept);
  }

  /** What a thread does; it ends when a peer closes its connection, or the listener is closed. */
  private interface Work {
    void run() throws IOException;
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // Closed.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  public int port() {
    return listener.getLocalPort();
  }

  private void accept() throws IOException {
    while (!listener.isClosed()) {
      Socket client = listener.accept();
      start(() -> new Connection(client).run());
    }
  }

  /** Ends all connections, and with them the streams that they read. */
  public void cut() {
    for (Socket socket : List.copyOf(open.keySet())) {
      close(socket);
    }
  }

  /** How many streams are open. */
  public int streams() {
    return streams.size();
  }

  /** From now on the store knows none of the streams that are open. */
  public void forgetStreams() {
    streams.clear();
    logs.clear();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It was closed before.
    }
  }

  /** The answer to a command that the store does not see; empty for all others. */
  private Optional<BsonDocument> answer(BsonDocument command) throws InterruptedException {
    BsonDocument change = changeStream(command);
    if (change != null) {
      return Optional.of(opened(command, change));
    }
    if (command.isInt64("getMore")) {
      Stream stream = streams.get(command.getInt64("getMore").getValue());
      return stream == null ? Optional.empty() : Optional.of(more(stream, command));
    }
    if (command.containsKey("killCursors")) {
      List<BsonValue> ids = command.getArray("cursors").getValues();
      boolean own = ids.stream().anyMatch(id -> streams.remove(id.asInt64().getValue()) != null);
      return own ? Optional.of(new BsonDocument("ok", new BsonDouble(1))) : Optional.empty();
    }
    return Optional.empty();
  }

  private static @Nullable BsonDocument changeStream(BsonDocument command) {
    if (!command.isString("aggregate") || !command.isArray("pipeline")) {
      return null;
    }
    BsonArray pipeline = command.getArray("pipeline");
    BsonDocument first = pipeline.isEmpty() ? null : pipeline.get(0).asDocument();
    return first == null || !first.containsKey("$changeStream")
        ? null
        : first.getDocument("$changeStream");
  }

  private BsonDocument opened(BsonDocument command, BsonDocument change) {
    String collection = command.getString("aggregate").getValue();
    String namespace = command.getString("$db").getValue() + "." + collection;
    InsertLog log = logs.computeIfAbsent(namespace, n -> new InsertLog());
    BsonValue token = change.getOrDefault("resumeAfter", change.get("startAfter"));
    long next = token == null ? log.end() : log.number(token.asDocument());
    if (next < 0) {
      return new BsonDocument("ok", new BsonDouble(0))
          .append("code", new BsonInt32(HISTORY_LOST))
          .append("codeName", new BsonString("ChangeStreamHistoryLost"))
          .append("errmsg", new BsonString("the events after the resume token are lost"));
    }
    long id = nextCursor.incrementAndGet();
    Stream stream = new Stream(log, namespace, next);
    streams.put(id, stream);
    return cursor(id, stream, "firstBatch", List.of());
  }

  private static BsonDocument more(Stream stream, BsonDocument command)
      throws InterruptedException {
    int wait = command.isNumber("maxTimeMS") ? command.getNumber("maxTimeMS").intValue() : AWAIT_MS;
    List<BsonDocument> events = stream.log.from(stream.next, wait);
    stream.next += events.size();
    return cursor(command.getInt64("getMore").getValue(), stream, "nextBatch", events);
  }

  private static BsonDocument cursor(
      long id, Stream stream, String name, List<BsonDocument> events) {
    return new BsonDocument("ok", new BsonDouble(1))
        .append(
            "cursor",
            new BsonDocument(name, new BsonArray(events))
                .append("id", new BsonInt64(id))
                .append("ns", new BsonString(stream.namespace))
                .append("postBatchResumeToken", stream.log.token(stream.next)));
  }

  /** A connection of a client, with its own one to the store. */
  private final class Connection {
    private final Socket client;
    private final Map<Integer, Inserting> inserting = new ConcurrentHashMap<>();

    private record Inserting(BsonDocument command, List<BsonDocument> documents) {}

    Connection(Socket client) {
      this.client = client;
    }

    void run() throws IOException {
      try (client;
          Socket upstream = new Socket(InetAddress.getLoopbackAddress(), store)) {
        client.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        open.put(client, true);
        start(() -> passAnswers(upstream));
        passCommands(upstream);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        open.remove(client);
      }
    }

    private void passCommands(Socket upstream) throws IOException, InterruptedException {
      DataInputStream in = new DataInputStream(client.getInputStream());
      while (true) {
        WireMessage message = WireMessage.read(in);
        BsonDocument command = message.body().orElse(null);
        BsonDocument answer = command == null ? null : answer(command).orElse(null);
        if (answer != null) {
          send(message.answering(message.requestId(), answer));
        } else {
          if (command != null && command.isString("insert")) {
            inserting.put(message.requestId(), new Inserting(command, message.documents()));
          }
          upstream.getOutputStream().write(message.bytes());
        }
      }
    }

    private void passAnswers(Socket upstream) throws IOException {
      try (client) {
        DataInputStream in = new DataInputStream(upstream.getInputStream());
        while (true) {
          WireMessage message = WireMessage.read(in);
          Inserting insertion = inserting.remove(message.responseTo());
          if (insertion != null && message.body().filter(this::isWhole).isPresent()) {
            note(insertion);
          }
          send(message);
        }
      }
    }

    private boolean isWhole(BsonDocument answer) {
      return answer.getNumber("ok").doubleValue() == 1 && !answer.containsKey("writeErrors");
    }

    private void note(Inserting insertion) {
      String database = insertion.command.getString("$db").getValue();
      String collection = insertion.command.getString("insert").getValue();
      InsertLog log = logs.get(database + "." + collection);
      if (log != null) {
        BsonDocument namespace =
            new BsonDocument("db", new BsonString(database))
                .append("coll", new BsonString(collection));
        log.append(namespace, insertion.documents);
      }
    }

    private void send(WireMessage message) throws IOException {
      synchronized (client) {
        client.getOutputStream().write(message.bytes());
      }
    }
  }
}
