package dev.sluice.legacy.executor.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The command that an older agent gets. It runs each line by itself in a shell and knows neither
 * environment nor input, so a payload that needs more than one line becomes one: a shell reads the
 * whole script from an escaped text.
 */
final class CommandLine {
  private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private CommandLine() {}

  /** The command of a payload as text for people and shells. */
  static String submitted(JsonNode payload) {
    JsonNode command = payload.path("command");
    if (!command.isArray()) {
      return command.asText();
    }
    List<String> words = new ArrayList<>();
    command.forEach(word -> words.add(quoted(word.asText())));
    return String.join(" ", words);
  }

  /** One line with the effect of the whole payload, on any POSIX shell. */
  static String of(JsonNode payload) {
    String command = submitted(payload);
    List<String> script = before(payload);
    byte[] input = input(payload);
    if (script.isEmpty() && input.length == 0 && command.indexOf('\n') < 0) {
      return command;
    }
    String run = "sh -c " + quoted(command);
    script.add(input.length == 0 ? run : "printf '" + format(input) + "' | " + run);
    String text = String.join("\n", script);
    return "sh -c \"$(printf '" + format(text.getBytes(StandardCharsets.UTF_8)) + "')\"";
  }

  private static List<String> before(JsonNode payload) {
    List<String> script = new ArrayList<>();
    payload
        .path("env")
        .properties()
        .forEach(e -> script.add("export " + e.getKey() + "=" + quoted(e.getValue().asText())));
    String dir = payload.path("work_dir").asText("");
    if (!dir.isEmpty()) {
      script.add("mkdir -p " + quoted(dir) + " && cd " + quoted(dir) + " || exit 126");
    }
    if (payload.path("merge").asBoolean()) {
      script.add("exec 2>&1");
    }
    return script;
  }

  private static byte[] input(JsonNode payload) {
    return payload.has("stdin_base64")
        ? Base64.getDecoder().decode(payload.path("stdin_base64").asText())
        : payload.path("stdin").asText("").getBytes(StandardCharsets.UTF_8);
  }

  private static String quoted(String word) {
    return PLAIN_WORD.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** As a format of {@code printf} in single quotes, on one line. */
  private static String format(byte[] bytes) {
    StringBuilder format = new StringBuilder(bytes.length + 16);
    for (byte b : bytes) {
      char c = (char) (b & 0xFF);
      if (c == '%') {
        format.append("%%");
      } else if (c >= ' ' && c < 0x7F && c != '\'' && c != '\\') {
        format.append(c);
      } else {
        format.append('\\').append("%03o".formatted((int) c));
      }
    }
    return format.toString();
  }
}
