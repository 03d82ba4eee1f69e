package dev.sluice.bench.harness;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A blocking HTTP/1.1 connection to loopback, kept alive. It does as little as possible, since on
 * few cores the client takes its CPU time from the server that it measures.
 */
public final class HttpConnection implements AutoCloseable {
  private static final int TIMEOUT_MS = 600_000;

  private final Socket socket;
  private final InputStream in;
  private String retryAfter;

  /**
   * @param retryAfter the header of that name; null without one
   */
  public record Reply(int status, byte[] body, String retryAfter) {
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /** The server answered a request for a stream with another status than 200. */
  public static final class NoStreamException extends IOException {
    private final transient Reply reply;

    NoStreamException(Reply reply) {
      super("no stream: " + reply.status());
      this.reply = reply;
    }

    public int status() {
      return reply.status();
    }

    public Reply reply() {
      return reply;
    }
  }

  public HttpConnection(int port) throws IOException {
    this(port, TIMEOUT_MS);
  }

  /**
   * @param timeoutMs after this long without a byte a read fails
   */
  public HttpConnection(int port, int timeoutMs) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(timeoutMs);
    in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
  }

  public Reply call(String method, String path, byte[] body) throws IOException {
    return call(method, path, "Accept: application/json\r\n", body);
  }

  /**
   * @param headers further headers, each with its line end
   */
  public Reply call(String method, String path, String headers, byte[] body) throws IOException {
    send(method, path, headers, body);
    int status = status();
    InputStream content = content();
    return new Reply(status, content == null ? new byte[0] : content.readAllBytes(), retryAfter);
  }

  /** Opens a stream of typed events; the caller reads it to its end before the next call. */
  public InputStream stream(String path) throws IOException {
    return stream(path, null);
  }

  /**
   * @param lastEventId the event after which the stream resumes; null for its beginning
   * @throws NoStreamException for every status but 200
   */
  public InputStream stream(String path, String lastEventId) throws IOException {
    String resume = lastEventId == null ? "" : "Last-Event-ID: " + lastEventId + "\r\n";
    send("GET", path, "Accept: text/event-stream\r\n" + resume, null);
    int status = status();
    InputStream content = content();
    if (status != 200 || content == null) {
      throw new NoStreamException(new Reply(status, new byte[0], retryAfter));
    }
    return content;
  }

  private void send(String method, String path, String headers, byte[] body) throws IOException {
    byte[] content = body == null ? new byte[0] : body;
    String head =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\n"
            + headers
            + "Content-Length: "
            + content.length
            + "\r\n\r\n";
    byte[] headBytes = head.getBytes(StandardCharsets.US_ASCII);
    byte[] all = java.util.Arrays.copyOf(headBytes, headBytes.length + content.length);
    System.arraycopy(content, 0, all, headBytes.length, content.length);
    socket.getOutputStream().write(all);
  }

  private int status() throws IOException {
    return Integer.parseInt(line().substring(9, 12));
  }

  private InputStream content() throws IOException {
    int length = -1;
    retryAfter = null;
    boolean chunked = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(java.util.Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).trim());
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = lower.contains("chunked");
      } else if (lower.startsWith("retry-after:")) {
        retryAfter = lower.substring(12).trim();
      }
    }
    return chunked ? new Content(-1) : length > 0 ? new Content(length) : null;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** A body of known length or in chunks. */
  private final class Content extends InputStream {
    private final boolean chunked;
    private int left;
    private boolean ended;

    Content(int length) {
      chunked = length < 0;
      left = Math.max(0, length);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (left == 0 && !nextChunk()) {
        return -1;
      }
      int count = in.read(target, offset, Math.min(length, left));
      if (count < 0) {
        throw new EOFException("the server closed the connection");
      }
      left -= count;
      if (left == 0 && chunked) {
        line();
      }
      return count;
    }

    private boolean nextChunk() throws IOException {
      if (!chunked || ended) {
        return false;
      }
      left = Integer.parseInt(line().trim(), 16);
      if (left == 0) {
        line();
        ended = true;
      }
      return left > 0;
    }
  }
}
