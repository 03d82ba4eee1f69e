import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The body is null for an event stream, which is not read. */
record Answer(int status, Map<String, String> headers, byte[] body) {
  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  String excerpt() {
    String text = body == null ? "" : new String(body, StandardCharsets.UTF_8);
    return text.substring(0, Math.min(text.length(), 300));
  }
}
