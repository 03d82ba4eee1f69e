package dev.sluice.bench;

import dev.sluice.bench.harness.ConnectionThread;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.BsonBinaryReader;

/** A proxy between a server and its store that counts write commands by command and collection. */
final class CommandCounter implements AutoCloseable {
  private static final List<String> WRITES = List.of("insert", "update", "delete", "findAndModify");
  private static final int OP_MSG = 2013;

  /** Length, request id, response to, opcode, flags, kind of the first section. */
  private static final int BODY_AT = 21;

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final String address;
  private final int storePort;
  private final Map<String, Long> counts = new ConcurrentHashMap<>();

  CommandCounter(String storeAddress) throws IOException {
    storePort = Integer.parseInt(storeAddress.replaceAll(".*:(\\d+)/.*", "$1"));
    address = storeAddress.replace(":" + storePort, ":" + listener.getLocalPort());
    ConnectionThread.start(this::accept);
  }

  String connectionString() {
    return address;
  }

  void reset() {
    counts.clear();
  }

  /** The counts so far, without those of the workers' heartbeats. */
  Map<String, Long> writes() {
    Map<String, Long> writes = new TreeMap<>(counts);
    writes.keySet().removeIf(name -> name.endsWith(" workers"));
    return writes;
  }

  private void accept() throws IOException {
    while (!listener.isClosed()) {
      Socket client = listener.accept();
      Socket store = new Socket(InetAddress.getLoopbackAddress(), storePort);
      client.setTcpNoDelay(true);
      store.setTcpNoDelay(true);
      ConnectionThread.start(() -> forward(client, store, true));
      ConnectionThread.start(() -> forward(store, client, false));
    }
  }

  private void forward(Socket from, Socket to, boolean counting) throws IOException {
    DataInputStream in = new DataInputStream(from.getInputStream());
    OutputStream out = to.getOutputStream();
    while (true) {
      int length = Integer.reverseBytes(in.readInt());
      byte[] message = new byte[length];
      ByteBuffer buffer = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).putInt(length);
      in.readFully(message, 4, length - 4);
      if (counting && buffer.getInt(12) == OP_MSG && message[BODY_AT - 1] == 0) {
        count(buffer.position(BODY_AT).slice());
      }
      out.write(message);
    }
  }

  private void count(ByteBuffer body) {
    try (BsonBinaryReader reader = new BsonBinaryReader(body)) {
      reader.readStartDocument();
      reader.readBsonType();
      String command = reader.readName();
      if (WRITES.contains(command)) {
        counts.merge(command + " " + reader.readString(), 1L, Long::sum);
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
