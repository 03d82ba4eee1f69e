package dev.sluice.job.submit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.fields.JsonFields;
import dev.sluice.job.Secrets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields of a submission that say which command a worker runs, and how. */
public final class CommandFields {
  private static final int MAX_COMMAND = 131_072;
  private static final int MAX_ITEMS = 1_000;
  private static final Pattern ENV_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private CommandFields() {}

  /** Reads the command, its environment and its directory; returns them as a payload. */
  public static ObjectNode read(JsonFields fields) {
    ObjectNode payload = JsonNodeFactory.instance.objectNode();
    JsonNode command = command(fields);
    if (command != null) {
      payload.set("command", command);
    }
    Map<String, String> env = fields.stringMap("env", ENV_NAME, MAX_ITEMS, MAX_COMMAND);
    ObjectNode envNode = payload.objectNode();
    env.forEach(envNode::put);
    payload.set("env", envNode);
    String workDir = workDir(fields);
    if (workDir != null) {
      payload.put("work_dir", workDir);
    }
    if (Boolean.TRUE.equals(fields.bool("merge"))) {
      payload.put("merge", true);
    }
    Secrets.read(fields, payload);
    return payload;
  }

  private static @Nullable JsonNode command(JsonFields fields) {
    JsonNode command = fields.any("command");
    if (command == null) {
      fields.reject("command", "required", "must be a string for sh -c, or an array of strings");
      return null;
    }
    if (command.isTextual()) {
      String text = fields.string("command", MAX_COMMAND);
      if (text != null && text.trim().isEmpty()) {
        fields.reject("command", "empty", "must not be empty");
      }
      return command;
    }
    if (!command.isArray()) {
      fields.reject("command", "wrong_type", "must be a string or an array of strings");
      return null;
    }
    List<String> words = fields.strings("command", MAX_ITEMS, MAX_COMMAND);
    if (command.isEmpty() || (!words.isEmpty() && words.get(0).isEmpty())) {
      fields.reject("command", "empty", "must name a program first");
    }
    return command;
  }

  private static @Nullable String workDir(JsonFields fields) {
    String workDir = fields.string("work_dir", 1_024);
    if (workDir != null
        && (workDir.startsWith("/") || List.of(workDir.split("/")).contains(".."))) {
      fields.reject("work_dir", "outside", "must be a path inside the job's own directory");
    }
    return workDir;
  }
}
