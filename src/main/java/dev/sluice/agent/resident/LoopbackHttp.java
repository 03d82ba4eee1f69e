package dev.sluice.agent.resident;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.time.Timers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Calls of a process on this machine. Only the status of an answer counts; its body is not read,
 * since a process may send one without an end.
 *
 * <p>The clients of the JDK keep connections open, which stops a server that serves one connection
 * at a time.
 */
final class LoopbackHttp {
  private static final String HOST = "127.0.0.1";
  private static final int MOST_HEADER_BYTES = 64 << 10;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})\\b");
  private static final Pattern HEADERS_END = Pattern.compile("\r?\n\r?\n");

  private final Timers timers;
  private final int port;
  private final Duration limit;

  /**
   * @param limit for a whole call
   */
  LoopbackHttp(Timers timers, int port, Duration limit) {
    this.timers = timers;
    this.port = port;
    this.limit = limit;
  }

  String url(String path) {
    return "http://" + HOST + ":" + port + path;
  }

  /**
   * @param path as it stands in a URL, with its query
   * @return the status of the answer
   * @throws IOException when no HTTP answer comes in time; the message says why
   */
  int call(String method, String path) throws IOException {
    long start = timers.nanoTime();
    String request =
        "%s %s HTTP/1.1\r\nHost: %s:%d\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            .formatted(method, path, HOST, port);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(HOST, port), leftMs(start));
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      Matcher status = STATUS.matcher(headers(socket, start));
      if (!status.lookingAt()) {
        throw new IOException("the answer is not HTTP");
      }
      return Integer.parseInt(status.group(1));
    } catch (SocketTimeoutException e) {
      throw new IOException("no answer within " + limit.toMillis() + " ms", e);
    }
  }

  /** Reads until the headers end, or the answer does. */
  private String headers(Socket socket, long start) throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    byte[] buffer = new byte[4 << 10];
    while (!HEADERS_END.matcher(read.toString(ISO_8859_1)).find()) {
      // A limit of one read starts again with each byte that comes.
      socket.setSoTimeout(leftMs(start));
      int count = in.read(buffer);
      if (count < 0) {
        break;
      }
      read.write(buffer, 0, count);
      if (read.size() > MOST_HEADER_BYTES) {
        throw new IOException("the headers of the answer are too long");
      }
    }
    return read.toString(ISO_8859_1);
  }

  /**
   * @return positive, since 0 would mean no limit
   */
  private int leftMs(long start) throws SocketTimeoutException {
    long left = limit.toMillis() - timers.millisSince(start);
    if (left <= 0) {
      throw new SocketTimeoutException();
    }
    return (int) left;
  }
}
