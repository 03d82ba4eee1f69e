import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One connection, which is opened again when the server closes it. */
final class Connection {
  private static final int PATIENCE_MS = 30_000;

  private final URI server;
  private Socket socket;
  private InputStream in;

  Connection(URI server) {
    this.server = server;
  }

  /** A server may close an idle connection, so the second failure in a row counts. */
  Answer exchange(Request request) throws IOException {
    try {
      return once(request);
    } catch (IOException e) {
      close();
      return once(request);
    }
  }

  private Answer once(Request request) throws IOException {
    if (socket == null) {
      socket = new Socket(server.getHost(), server.getPort());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MS);
      in = new BufferedInputStream(socket.getInputStream());
    }
    socket.getOutputStream().write(request.bytes());
    Answer answer = read(request.method().equals("HEAD"));
    if (answer.header("connection").equalsIgnoreCase("close") || answer.body() == null) {
      close();
    }
    return answer;
  }

  /** The body is null for a stream, which is not read. */
  private Answer read(boolean isHead) throws IOException {
    int status = Integer.parseInt(line().split(" ")[1]);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
    }
    String type = headers.getOrDefault("content-type", "");
    if (isHead || status == 204 || status == 304) {
      return new Answer(status, headers, new byte[0]);
    }
    if (type.startsWith("text/event-stream")) {
      return new Answer(status, headers, null);
    }
    boolean chunked = headers.getOrDefault("transfer-encoding", "").equals("chunked");
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Answer(status, headers, chunked ? chunkedBody() : bytes(length));
  }

  private byte[] chunkedBody() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
      body.writeBytes(bytes(size));
      line();
    }
    line();
    return body.toByteArray();
  }

  private byte[] bytes(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the body breaks off");
    }
    return bytes;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server closed the connection");
      }
      line.append((char) c);
    }
    return line.toString().trim();
  }

  private void close() {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      // The next exchange opens another one.
    }
    socket = null;
  }
}
