package dev.sluice.agent.inference;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.agent.inference.InferFailure.Kind;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/**
 * One HTTP/1.1 request to a process on this machine, on a connection of its own, read on the thread
 * of its caller. Another thread may close it at any time: the process sees the end of the
 * connection at once. No client of the JDK does all of that (decision 0051).
 */
final class LoopbackCall implements AutoCloseable {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int CONNECT_MS = 5_000;

  private final Socket socket = new Socket();

  /** An answer whose head has arrived. */
  record Answer(AnswerHead head, InputStream body) {}

  /**
   * Sends the request of an order and waits for the head of the answer.
   *
   * @throws InferFailure when no answer comes, or it is not HTTP
   */
  Answer send(int port, InferOrder order) throws IOException {
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(order.silentMs());
      socket.connect(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), CONNECT_MS);
      OutputStream out = socket.getOutputStream();
      out.write(request(port, order));
      InputStream in = new BufferedInputStream(new Reading(socket.getInputStream(), order));
      AnswerHead head = AnswerHead.read(in);
      return new Answer(head, head.body(in));
    } catch (InferFailure e) {
      throw e;
    } catch (IOException e) {
      throw new InferFailure(
          Kind.PROCESS_UNREACHABLE,
          "the process on port " + port + " cannot be called: " + said(e));
    }
  }

  private static byte[] request(int port, InferOrder order) throws IOException {
    byte[] body = order.body();
    StringBuilder head = new StringBuilder();
    head.append(body == null ? "GET " : "POST ").append(order.path()).append(" HTTP/1.1\r\n");
    head.append("Host: 127.0.0.1:").append(port).append("\r\nConnection: close\r\n");
    head.append("Accept: text/event-stream, application/x-ndjson, application/json, */*\r\n");
    if (body != null) {
      head.append("Content-Type: ").append(order.contentType()).append("\r\n");
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.write(head.append("\r\n").toString().getBytes(ISO_8859_1));
    if (body != null) {
      request.write(body);
    }
    return request.toByteArray();
  }

  private static String said(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /** Closes the connection, whatever another thread does with it. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  /** The bytes of the connection; says by its failures whether the process was silent or gone. */
  private static final class Reading extends InputStream {
    private final InputStream in;
    private final InferOrder order;

    Reading(InputStream in, InferOrder order) {
      this.in = in;
      this.order = order;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return in.read(bytes, offset, length);
      } catch (SocketTimeoutException e) {
        throw new InferFailure(
            Kind.PROCESS_SILENT, "the process sent nothing for " + order.silentMs() + " ms");
      } catch (IOException e) {
        throw new InferFailure(Kind.PROCESS_UNREACHABLE, "the connection broke: " + said(e));
      }
    }
  }
}
