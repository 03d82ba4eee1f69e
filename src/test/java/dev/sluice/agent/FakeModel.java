package dev.sluice.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server of a model that answers each connection as its test says. */
public final class FakeModel implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");
  private final ServerSocket socket;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Socket> open = new ArrayList<>();
  public final List<String> requests = new ArrayList<>();

  /** Opens when a client has closed its connection during an answer. */
  public final CountDownLatch hungUp = new CountDownLatch(1);

  public volatile Script script = (request, out) -> {};

  /** Writes an answer. */
  public interface Script {
    void answer(String request, OutputStream out) throws Exception;
  }

  public FakeModel(int port) throws IOException {
    socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  public static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  /** An answer with these events, each sent by itself. */
  public static Script events(String... data) {
    return (request, out) -> {
      out.write(head("text/event-stream", "Transfer-Encoding: chunked"));
      for (String one : data) {
        chunk(out, "data: " + one + "\n\n");
      }
      out.write("0\r\n\r\n".getBytes(UTF_8));
    };
  }

  public static String delta(String text) {
    return "{\"id\":\"c-1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
        + text
        + "\"},\"finish_reason\":null}]}";
  }

  public static final String STOP =
      "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";
  public static final String USAGE =
      "{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}";

  public static Script whole(int status, String type, String body) {
    return (request, out) -> {
      byte[] bytes = body.getBytes(UTF_8);
      String first = "HTTP/1.1 " + status + " Said\r\n";
      String rest = "Content-Type: " + type + "\r\nContent-Length: " + bytes.length + "\r\n\r\n";
      out.write((first + rest + body).getBytes(UTF_8));
    };
  }

  public static byte[] head(String type, String more) {
    return ("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n" + more + "\r\n\r\n")
        .getBytes(UTF_8);
  }

  public static void chunk(OutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(UTF_8));
    out.write(bytes);
    out.write("\r\n".getBytes(UTF_8));
    out.flush();
  }

  /** Goes on until the client hangs up. */
  public static void forEver(OutputStream out, FakeModel model) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try {
      while (!never.await(5, TimeUnit.MILLISECONDS)) {
        chunk(out, "data: " + delta("x") + "\n\n");
      }
    } catch (IOException e) {
      model.hungUp.countDown();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        synchronized (this) {
          open.add(client);
        }
        threads.execute(() -> serve(client));
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private void serve(Socket client) {
    try (client) {
      String request = request(new BufferedInputStream(client.getInputStream()));
      synchronized (requests) {
        requests.add(request);
      }
      script.answer(request, client.getOutputStream());
      client.getOutputStream().flush();
    } catch (Exception e) {
      hungUp.countDown();
    }
  }

  private static String request(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(UTF_8).endsWith("\r\n\r\n")) {
      head.write(in.read());
    }
    Matcher length = LENGTH.matcher(head.toString(UTF_8));
    byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
    return head.toString(UTF_8) + new String(body, UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
    synchronized (this) {
      for (Socket client : open) {
        client.close();
      }
    }
    threads.shutdownNow();
  }
}
