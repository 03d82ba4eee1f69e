package dev.sluice.agent.call;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One request whose body, or answer, is too long for memory. It has no limit for the whole, only
 * for the silence of the server. It runs once, on the calling thread; any other may cancel it.
 */
public final class Transfer {
  private static final int CONNECT_MS = 5_000;
  private static final int SILENCE_MS = 30_000;
  private static final int CHUNK = 64 << 10;

  private final String method;
  private final URI uri;
  private final Map<String, String> headers;
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private volatile @Nullable HttpURLConnection connection;

  /** The answer to a request, whose content the receiver reads. */
  public record Incoming(HttpURLConnection http, int status, InputStream content) {
    /** The value of a header; empty if it is absent. */
    public String header(String name) {
      String value = http.getHeaderField(name);
      return value == null ? "" : value;
    }
  }

  /** Takes the content of an answer with status 2xx. */
  @FunctionalInterface
  public interface Receiver {
    void receive(Incoming answer) throws IOException;
  }

  /** Writes the body of a request. */
  @FunctionalInterface
  public interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  /** The server takes no more of the body. */
  private static final class Cut extends IOException {
    private static final long serialVersionUID = 1L;

    Cut(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /**
   * @param headers of the request
   */
  public Transfer(String method, URI uri, Map<String, String> headers) {
    this.method = method;
    this.uri = uri;
    this.headers = headers;
  }

  /**
   * Asks for content.
   *
   * @return the answer, without the content if it is 2xx
   * @throws IOException also if the transfer was cancelled, or by the receiver
   */
  public Reply receive(Receiver receiver) throws IOException {
    HttpURLConnection http = open();
    try {
      int status = http.getResponseCode();
      if (status / 100 != 2) {
        return Call.read(http);
      }
      try (InputStream content = http.getInputStream()) {
        receiver.receive(new Incoming(http, status, content));
      }
      return new Reply(status, new byte[0]);
    } catch (IOException e) {
      http.disconnect();
      throw e;
    } catch (RuntimeException e) {
      http.disconnect();
      throwIfCancelled(e);
      throw e;
    }
  }

  /**
   * Sends content.
   *
   * @throws IOException also if the transfer was cancelled, or by the body, which the server then
   *     sees cut
   */
  public Reply send(Body body) throws IOException {
    HttpURLConnection http = open();
    http.setDoOutput(true);
    http.setChunkedStreamingMode(CHUNK);
    OutputStream out = null;
    try {
      out = http.getOutputStream();
      body.writeTo(new Watched(out));
      out.close();
      return Call.read(http);
    } catch (Cut e) {
      return earlyAnswer(http, out, e);
    } catch (IOException e) {
      http.disconnect();
      throw e;
    } catch (RuntimeException e) {
      http.disconnect();
      throwIfCancelled(e);
      throw e;
    }
  }

  /** A server that refuses the body answers before its end and closes the connection. */
  private static Reply earlyAnswer(HttpURLConnection http, @Nullable OutputStream out, Cut cut)
      throws IOException {
    try {
      if (out != null) {
        close(out);
      }
      return Call.read(http);
    } catch (IOException | RuntimeException e) {
      throw cut;
    } finally {
      http.disconnect();
    }
  }

  private static void close(OutputStream out) {
    try {
      out.close();
    } catch (IOException e) {
      // It is cut already; its answer may be there all the same.
    }
  }

  private HttpURLConnection open() throws IOException {
    HttpURLConnection http = (HttpURLConnection) uri.toURL().openConnection();
    http.setRequestMethod(method);
    http.setConnectTimeout(CONNECT_MS);
    http.setReadTimeout(SILENCE_MS);
    http.setInstanceFollowRedirects(false);
    headers.forEach(http::setRequestProperty);
    connection = http;
    // A thread that cancelled before this line saw no connection to close.
    if (cancelled.get()) {
      throw new IOException("cancelled");
    }
    return http;
  }

  /** The JDK's client may fail in any way when it is disconnected while it works. */
  private void throwIfCancelled(RuntimeException failure) throws IOException {
    if (cancelled.get()) {
      throw new IOException("cancelled", failure);
    }
  }

  /** Ends the transfer soon. */
  public void cancel() {
    cancelled.set(true);
    HttpURLConnection open = connection;
    if (open != null) {
      open.disconnect();
    }
  }

  /** Tells failures of the connection from those of the body. */
  private static final class Watched extends FilterOutputStream {
    Watched(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw new Cut(e);
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (IOException e) {
        throw new Cut(e);
      }
    }
  }
}
